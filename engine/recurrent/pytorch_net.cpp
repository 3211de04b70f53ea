#include "cells/cell.h"
#include "recurrent/pytorch_parts.h"

namespace unroll::pytorch {

namespace {

// ── The cells that PyTorch has ──

std::string torchModule(const Experiment& e) {
  if (e.cell == "gru") return "nn.GRU";
  if (e.cell == "lstm") return e.peepholes ? "" : "nn.LSTM";
  const bool isSimple = e.cell == "elman" || e.cell == "reservoir";
  return isSimple && (e.activation == "tanh" || e.activation == "relu") ? "nn.RNN" : "";
}

std::string ofTorch(const Experiment& e, const std::string& module) {
  const bool learned = e.initialState == "learned", isLstm = e.cell == "lstm";
  std::string text = R"(class Net(nn.Module):
    """PyTorch's own cell, and y_t = W_hy h_t + b_y."""

    def __init__(self, tensors):
        super().__init__()
        self.rnn = )" +
                     module + "(I, H, num_layers=LAYERS, bidirectional=len(SIDES) == 2";
  if (module == "nn.RNN") text += ", nonlinearity=\"" + e.activation + "\"";
  text += ")\n        self.readout = nn.Linear(H * len(SIDES), O)\n";
  if (learned) {
    text += R"(        for part in STATE:  # the state before the first step is learned
            for chain in CHAINS:
                setattr(self.rnn, part + chain, nn.Parameter(torch.zeros(H)))
)";
  }
  text += R"(        self.load_state_dict({name: tensors[name] for name in self.state_dict()})

    def hidden(self, x, state=None):  # x [T, B, I] → h [T, B, H · sides], and the state after the last step
        return self.rnn(x, )";
  text += learned ? "self.start(x.shape[1]) if state is None else state)\n" : "state)\n";
  if (learned) {
    text += R"(
    def start(self, batch):
        parts = [torch.stack([getattr(self.rnn, part + chain) for chain in CHAINS]) for part in STATE]
        parts = [part[:, None].expand(-1, batch, -1).contiguous() for part in parts]  # [chains, B, H]
        return )";
    text += isLstm ? "tuple(parts)\n" : "parts[0]\n";
  }
  return text;
}

// ── The others, written out ──

std::string functionOf(const Experiment& e, const std::string& sum) {
  return e.activation == "identity" ? sum : "torch." + e.activation + "(" + sum + ")";
}

std::string cellOf(const Experiment& e) {
  const std::string sum = R"(x @ w("weight_ih").T + w("bias_ih") + w("bias_hh"))";
  if (e.cell == "lstm")
    return R"(    def cell(self, w, x, state, layer, side):
        """LSTM with peepholes (Gers & Schmidhuber 2000)."""
        h, c = state
        i, f, g, o = ()" +
           sum + R"( + h @ w("weight_hh").T).chunk(4, -1)
        i, f = torch.sigmoid(i + w("weight_ci") * c), torch.sigmoid(f + w("weight_cf") * c)
        c = f * c + i * torch.tanh(g)
        h = torch.sigmoid(o + w("weight_co") * c) * torch.tanh(c)
        return h, (h, c)
)";
  if (e.cell == "jordan")
    return R"(    def cell(self, w, x, y, layer, side):
        """The output feeds back (Jordan 1986): the readout's own part in the topmost layer, an output of its own below."""
        h = )" +
           functionOf(e, sum + R"( + y @ w("weight_yh").T)") + R"(
        if layer + 1 < LAYERS:
            return h, h @ w("weight_hy").T + w("bias_hy")
        return h, h @ self.readout.weight[:, side * H:(side + 1) * H].T + self.readout.bias
)";
  if (e.cell == "window")
    return R"(    def cell(self, w, x, before, layer, side):
        """Sees x_t, x_{t-1} …, nothing else (Waibel et al. 1989)."""
        x = [x, *before]
        h = )" +
           functionOf(e, "torch.cat(x, -1) @ w(\"weight_ih\").T + w(\"bias_ih\") + w(\"bias_hh\")") + R"(
        return h, x[:-1]
)";
  return R"(    def cell(self, w, x, h, layer, side):
        """The simple recurrent cell (Elman 1990)."""
        h = )" +
         functionOf(e, sum + R"( + h @ w("weight_hh").T)") + R"(
        return h, h
)";
}

std::string startOf(const Experiment& e) {
  if (e.cell == "window")
    return R"(    def start(self, batch):
        return [[torch.zeros(batch, H * len(SIDES) if chain // len(SIDES) else I)] * (WINDOW - 1) for chain in range(len(CHAINS))]
)";
  const bool learned = e.initialState == "learned";
  const std::string size = e.cell == "jordan" ? "O" : "H";
  std::string text = "    def start(self, batch):\n";
  if (learned)
    text += R"(        parts = [[getattr(self.rnn, part + chain).expand(batch, -1) for part in STATE] for chain in CHAINS]
)";
  else
    text += "        parts = [[torch.zeros(batch, " + size + ")] * len(STATE) for chain in CHAINS]\n";
  return text + (e.cell == "lstm" ? "        return [tuple(part) for part in parts]\n" : "        return [part[0] for part in parts]\n");
}

std::string writtenOut(const Experiment& e) {
  return R"(class Net(nn.Module):
    """Cells that PyTorch lacks, step by step, and y_t = W_hy h_t + b_y."""

    def __init__(self, tensors):
        super().__init__()
        self.rnn = nn.Module()
        for name, values in tensors.items():
            if name.startswith("rnn.") and values.numel() > 0:
                setattr(self.rnn, name[4:], nn.Parameter(values.clone()))
        self.readout = nn.Linear(H * len(SIDES), O)
        self.load_state_dict({name: tensors[name] for name in self.state_dict()})

    def hidden(self, x, state=None):  # x [T, B, I] → h [T, B, H · sides], and the state after the last step
        state = self.start(x.shape[1]) if state is None else state
        after = []
        for layer in range(LAYERS):
            sides = []
            for side in range(len(SIDES)):
                chain = layer * len(SIDES) + side
                w = lambda name: getattr(self.rnn, name + CHAINS[chain])
                s, hidden = state[chain], []
                for x_t in (x.flip(0) if side else x):
                    h, s = self.cell(w, x_t, s, layer, side)
                    hidden.append(h)
                sides.append(torch.stack(hidden[::-1] if side else hidden))
                after.append(s)
            x = torch.cat(sides, -1)
        return x, after

)" + cellOf(e) +
         "\n" + startOf(e);
}

}  // namespace

std::string netClass(const Experiment& e) {
  const std::string module = torchModule(e);
  std::string text = "LAYERS, SIDES = " + std::to_string(e.layers) + ", " + (e.bidirectional ? R"(("", "_reverse"))" : R"(("",))") + "\n";
  text += R"(CHAINS = [f"_l{layer}{side}" for layer in range(LAYERS) for side in SIDES]
)";
  text += std::string("STATE = ") + (e.cell == "lstm" ? R"(("h0", "c0"))" : e.cell == "jordan" ? R"(("y0",))" : R"(("h0",))") + "\n";
  if (e.cell == "window") text += "WINDOW = " + std::to_string(e.window) + "\n";
  text += "\n\n" + (module.empty() ? writtenOut(e) : ofTorch(e, module));
  return text + R"(
    def forward(self, x, state=None):  # x [T, B, I] → y [T, B, O], and the state after the last step
        h, state = self.hidden(x, state)
        return self.readout(h), state


)";
}

}  // namespace unroll::pytorch
