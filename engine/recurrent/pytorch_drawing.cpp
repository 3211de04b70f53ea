#include "recurrent/pytorch.h"
#include "recurrent/pytorch_parts.h"

namespace unroll {

namespace {

constexpr std::string_view random = R"(class Random:
    """PCG32 (O'Neill 2014, XSH-RR 64/32), as Unroll draws: the numbers go on where the model file was written."""

    def __init__(self, state, increment):
        self.state, self.increment = state, increment

    def bits(self):
        old, self.state = self.state, (self.state * 6364136223846793005 + self.increment) % 2**64
        shifted, rotation = (((old >> 18) ^ old) >> 27) % 2**32, old >> 59
        return ((shifted >> rotation) | (shifted << (-rotation % 32))) % 2**32

    def uniform(self):  # [0, 1)
        return (self.bits() >> 8) / 2**24

    def below(self, bound):  # 0 … bound - 1 (Lemire 2019)
        while True:
            product = self.bits() * bound
            if product % 2**32 >= 2**32 % bound:
                return product >> 32


random = Random(int(about["random.state"], 16), int(about["random.increment"], 16))


)";

struct Drawn {
  std::string_view task;
  std::string_view draw;
};
constexpr Drawn drawn[] = {
    {"adding", R"(def draw():
    """The adding problem: numbers, one marked in each half; at the end the sum of the two. A row a time step: x, then target."""
    marked = random.below(T // 2), T // 2 + random.below(T - T // 2)
    numbers = [random.uniform() for t in range(T)]
    total = sum(numbers[t] for t in marked)
    return [[number, float(t in marked), total if t == T - 1 else 0.0] for t, number in enumerate(numbers)]
)"},
    {"xor", R"(def draw():
    """Bits in threes, the third the exclusive or of the first two; the target is the next bit. A row a time step: x, then target."""
    bits = []
    for t in range(T + 1):
        bits.append(bits[-2] ^ bits[-1] if t % 3 == 2 else random.below(2))
    return [[float(bits[t]), float(bits[t + 1])] for t in range(T)]
)"},
    {"echo", R"(def draw():
    """Random bits, to be repeated DELAY steps later. A row a time step: x, then target."""
    bits = [float(random.below(2)) for t in range(T)]
    return [[bits[t], bits[t - DELAY] if t >= DELAY else 0.0] for t in range(T)]
)"},
    {"order", R"(def draw():
    """Among a, b, c, d some X or Y, at the end the class: which, in their order. A row a time step: x, then target."""
    symbols = [random.below(4) for t in range(T)]
    chosen = 0
    for first, last in PLACES:
        y = random.below(2)
        symbols[first + random.below(last - first)] = 4 + y
        chosen = 2 * chosen + y
    one = lambda k, n: [float(i == k) for i in range(n)]
    return [one(symbol, I) + one(chosen if t == T - 1 else -1, O) for t, symbol in enumerate(symbols)]
)"},
};

const Drawn* drawnOf(const Experiment& experiment) {
  for (const Drawn& each : drawn)
    if (each.task == experiment.task && experiment.trainingSet == 0) return &each;
  return nullptr;
}

// Where the symbols of `order` may stand, as parts of T.
constexpr std::string_view two = "(0.1, 0.2), (0.5, 0.6)", three = "(0.1, 0.2), (0.33, 0.43), (0.66, 0.76)";

}  // namespace

bool drawsInPython(const Experiment& experiment) { return drawnOf(experiment) != nullptr; }

std::string pytorch::drawing(const Experiment& e) {
  const Drawn* found = drawnOf(e);
  if (!found) return {};
  std::string text(random);
  if (e.task == "echo") text += "DELAY = " + std::to_string(e.delay) + "\n\n\n";
  if (e.task == "order") {
    text += "PLACES = [(int(a * T + 1e-9), max(int(a * T + 1e-9) + 1, int(b * T + 1e-9))) for a, b in (";
    text += std::string(e.symbols == 2 ? two : three) + ")]\n\n\n";
  }
  return text + std::string(found->draw) + "\n\n";
}

}  // namespace unroll
