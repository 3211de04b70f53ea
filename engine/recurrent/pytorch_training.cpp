#include "core/keys.h"
#include "network/truncation.h"
#include "recurrent/pytorch_parts.h"
#include "training/loss.h"
#include "training/trainer.h"

namespace unroll::pytorch {

namespace {

std::string lossText(const Experiment& e, const Task& task) {
  const Loss loss = lossOf(e, task);
  const LossMask mask = lossMask(e, task);
  std::string text = "COUNTS = torch.tensor([";
  for (int t = 0; t < e.seqLen; ++t) text += (t > 0 ? ", " : "") + std::string(mask.at(t) ? "True" : "False");
  text += R"(])  # the time steps that are part of the loss


def is_asked(target):  # [T, B]
    asked = COUNTS[:, None] & ~target[..., 0].isnan()
)";
  text += loss == Loss::crossEntropy ? "    return asked & (target.nan_to_num().amax(-1) > 0)\n" : "    return asked\n";
  text += R"(

def loss_sum(y, target, asked):
    """Over the rows that are asked for, a mean over the outputs."""
    y, target = y[asked], target[asked]
)";
  if (loss == Loss::crossEntropy)
    text += "    return F.cross_entropy(y, target.argmax(-1), reduction=\"sum\")\n\n\n";
  else if (loss == Loss::binaryCrossEntropy)
    text += "    return F.binary_cross_entropy_with_logits(y, target, reduction=\"sum\") / O\n\n\n";
  else
    text += "    return F.mse_loss(y, target, reduction=\"sum\") / O\n\n\n";
  return text;
}

struct Twin {
  std::string_view name, made;
  std::string_view remembers;  // of a weight, by PyTorch's names
};
constexpr Twin twins[] = {
    {"sgd", "SGD(trained, lr=RATE", ""},
    {"momentum", "SGD(trained, lr=RATE, momentum=MOMENTUM", R"("momentum_buffer": tensors["optimizer.first." + name])"},
    {"nesterov", "SGD(trained, lr=RATE, momentum=MOMENTUM, nesterov=True", R"("momentum_buffer": tensors["optimizer.first." + name])"},
    {"rmsprop", "RMSprop(trained, lr=RATE", R"("step": torch.tensor(float(done)), "square_avg": tensors["optimizer.first." + name])"},
    {"adagrad", "Adagrad(trained, lr=RATE", R"("step": torch.tensor(float(done)), "sum": tensors["optimizer.first." + name])"},
    {"adam", "Adam(trained, lr=RATE",
     R"("step": torch.tensor(float(done)), "exp_avg": tensors["optimizer.first." + name], "exp_avg_sq": tensors["optimizer.second." + name])"},
    {"adamw", "AdamW(trained, lr=RATE",
     R"("step": torch.tensor(float(done)), "exp_avg": tensors["optimizer.first." + name], "exp_avg_sq": tensors["optimizer.second." + name])"},
};

std::string optimizerText(const Experiment& e) {
  std::string text;
  if (findCell(e.cell)->frozen)
    text += R"(for name, weight in net.named_parameters():
    weight.requires_grad_(name.startswith("readout."))  # a reservoir stays as it was drawn
)";
  text += "trained = [weight for weight in net.parameters() if weight.requires_grad]\nRATE = " + printNumber(e.learningRate) + "\n";
  for (const Twin& twin : twins) {
    if (twin.name != e.optimizer) continue;
    std::string made(twin.made);
    if (const auto at = made.find("MOMENTUM"); at != std::string::npos) made.replace(at, 8, printNumber(e.momentum));
    text += "optimizer = torch.optim." + made + ", weight_decay=" + printNumber(e.weightDecay) + ")\n";
    if (!twin.remembers.empty())
      text += R"(for name, weight in net.named_parameters():
    if weight.requires_grad and done > 0:  # what it remembers of each weight
        optimizer.state[weight] = {)" +
              std::string(twin.remembers) + "}\n";
  }
  return text + "\n\n";
}

std::string scheduleText(const Experiment& e) {
  const std::string factor = printNumber(e.scheduleFactor), every = std::to_string(e.scheduleEvery);
  if (e.schedule == "step") return "def rate():\n    return RATE * " + factor + " ** (done // " + every + ")\n\n\n";
  if (e.schedule == "cosine")
    return "def rate():\n    share = min(done, " + every + ") / " + every + "\n    return RATE * (" + factor + " + (1 - " + factor +
           ") * (1 + math.cos(math.pi * share)) / 2)\n\n\n";
  if (e.schedule != "plateau") return "";
  return R"(class Plateau:
    """The rate drops after EVERY updates whose mean loss was no better than the best by a ten-thousandth."""

    best, total, count = number("plateau.best"), number("plateau.sum"), whole("plateau.count")
    drops = whole("drops")

    def see(self, loss):
        self.total, self.count = self.total + loss, self.count + 1
        if self.count < )" +
         every + R"(:
            return
        mean, self.total, self.count = self.total / self.count, 0.0, 0
        if self.best < math.inf and not mean < self.best - 1e-4 * self.best:
            self.drops += 1
        self.best = min(self.best, mean)


plateau = Plateau()


def rate():
    return RATE * )" +
         factor + " ** plateau.drops\n\n\n";
}

// (first step, first step whose loss counts, end) of each pass back.
std::string passes(const Experiment& e) {
  const bool cuts = e.gradient == "bptt" && e.truncate > 0 && e.truncate < e.seqLen && !e.bidirectional && findCell(e.cell)->memory;
  const Truncation truncation =
      cuts ? Truncation{e.truncate, e.truncateEvery > 0 ? e.truncateEvery : e.truncate} : Truncation{e.seqLen, e.seqLen};
  std::string text = "PASSES = [";
  for (int end = 0; end < e.seqLen;) {
    const BackWindow window = windowAfter(end, truncation, e.seqLen);
    text += (end > 0 ? ", (" : "(") + std::to_string(window.begin) + ", " + std::to_string(window.lossBegin) + ", " +
            std::to_string(window.end) + ")";
    end = window.end;
  }
  return text + "]  # back over steps from … end - 1, with the losses of some of them: (from, first loss, end)\n\n\n";
}

std::string byGradient(const Experiment& e) {
  std::string text = optimizerText(e) + scheduleText(e) + passes(e);
  text += R"(def update(x, target):
    """One update of the weights; the loss of the batch before it."""
    optimizer.zero_grad()
    asked, loss = is_asked(target), 0.0
    rows = max(1, int(asked.sum()))
    for begin, first, end in PASSES:
        with torch.no_grad():
            state = net(x[:begin])[1] if begin > 0 else None
        y, _ = net(x[begin:end], state)
        part = loss_sum(y[first - begin:], target[first:end], asked[first:end]) / rows
        part.backward()
        loss += part.item()
)";
  if (e.clipValue > 0) text += "    nn.utils.clip_grad_value_(trained, " + printNumber(e.clipValue) + ")\n";
  if (e.clipNorm > 0) text += "    nn.utils.clip_grad_norm_(trained, " + printNumber(e.clipNorm) + ")\n";
  if (e.schedule != "constant") text += "    for group in optimizer.param_groups:\n        group[\"lr\"] = rate()\n";
  text += "    optimizer.step()\n";
  if (e.schedule == "plateau") text += "    plateau.see(loss)\n";
  return text + "    return loss\n\n\n";
}

std::string byRidge(const Experiment& e) {
  return R"(n = H * len(SIDES) + 1  # features of a row: h and a 1
products = tensors["ridge.products"].reshape(n, -1)[:, :n].clone()
targets = tensors["ridge.targets"].reshape(n, -1)[:, :O].clone()
rows = number("ridge.rows")


def update(x, target):
    """Adds the rows of a batch and solves for the readout (ridge regression); the loss of the batch before it."""
    global rows, products, targets
    with torch.no_grad():
        asked, (h, _) = is_asked(target), net.hidden(x)
        loss = loss_sum(net.readout(h), target, asked).item() / max(1, int(asked.sum()))
        features = torch.cat([h[asked], torch.ones(int(asked.sum()), 1)], -1).double()
        products += features.T @ features
        targets += features.T @ target[asked].double()
        rows += len(features)
        least = 1e-8 * products.diagonal()[:-1].sum().item() / max(1, n - 1) + 1e-12
        penalty = torch.full((n,), max()" +
         printNumber(e.weightDecay) + R"( * rows, least), dtype=torch.float64)
        penalty[-1] = 0  # not of the bias
        solution = torch.linalg.solve(products + torch.diag(penalty), targets)
        net.readout.weight.copy_(solution[:-1].T)
        net.readout.bias.copy_(solution[-1])
    return loss


)";
}

}  // namespace

std::string training(const Experiment& e, const Task& task) {
  return lossText(e, task) + (e.readout == "ridge" ? byRidge(e) : byGradient(e));
}

}  // namespace unroll::pytorch
