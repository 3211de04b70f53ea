#include "analysis/clamps.h"

namespace unroll {

template <class Real>
void forwardClamped(const Network<Real>& network, Trace<Real>& trace, const std::vector<Clamp>& clamps) {
  const TraceShape& shape = trace.shape;
  network.start(trace);
  for (int layer = 0; layer < shape.layers; ++layer)
    for (int k = 0; k < shape.steps; ++k) {
      network.forwardSteps(trace, layer, k, 1);
      for (int direction = 0; direction < shape.directions; ++direction) {
        const int t = direction == 0 ? k : shape.steps - 1 - k;
        bool held = false;
        for (const Clamp& clamp : clamps) {
          if (clamp.layer != layer || clamp.unit / shape.hiddenSize != direction || (clamp.t >= 0 && clamp.t != t)) continue;
          held = true;
          for (int b = 0; b < shape.batch; ++b)
            trace.chain(layer, direction).hidden(t, b)[clamp.unit % shape.hiddenSize] = static_cast<Real>(clamp.value);
        }
        if (held) network.feedBack(trace, layer, direction, t);
      }
    }
  network.readout(trace, 0, shape.steps);
}

template void forwardClamped(const Network<float>&, Trace<float>&, const std::vector<Clamp>&);
template void forwardClamped(const Network<double>&, Trace<double>&, const std::vector<Clamp>&);

}  // namespace unroll
