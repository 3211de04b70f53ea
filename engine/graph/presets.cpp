#include "core/check.h"
#include "core/link_text.h"
#include "graph/graph.h"
#include "graph/keys.h"

namespace unroll {

std::span<const GraphPreset> graphPresets() {
  static constexpr GraphPreset presets[] = {
      {"perceptron",
       "units=x1,x2,x3,y:step:-1.5&edges=x1>y:1,x2>y:1,x3>y:1&inputs=x1:0,1,0,0,1,1,0,1;x2:0,0,1,0,1,0,1,1;x3:0,0,0,1,0,1,1,1&ticks=8"},
      {"xor",
       "units=x1,x2,or:step:-0.5,and:step:-1.5,y:step:-0.5&edges=x1>or:1,x2>or:1,x1>and:1,x2>and:1,or>y:1,and>y:-2"
       "&inputs=x1:0,0,1,1;x2:0,1,0,1&ticks=4"},
      {"selfLoop", "units=x,h:tanh,y&edges=x>h:0.5,h>h:0.9,h>y:1&inputs=x:1,0&ticks=24"},
      {"elman",
       "units=x,h1:tanh,h2:tanh,h3:tanh,y:sigmoid&edges=x>h1:1.2,x>h2:-0.8,x>h3:0.6,h1>h1:0.4,h1>h2:0.9,h1>h3:-0.5,h2>h1:-1.1,h2>h2:0.3,"
       "h2>h3:0.7,h3>h1:0.5,h3>h2:-0.6,h3>h3:0.8,h1>y:1.5,h2>y:-1,h3>y:0.7&inputs=x:1,0,0,1,1,0,1,0&ticks=24"},
      {"jordan",
       "units=x,h1:tanh,h2:tanh,y:tanh,c&edges=x>h1:1,x>h2:-0.7,c>h1:-1.2,c>h2:0.9,h1>y:1.3,h2>y:-0.8,y>c:1,c>c:0.5"
       "&inputs=x:1,0,0,1,1,0,1,0&outputs=y&ticks=24"},
      {"flipFlop",
       "units=set,reset,q:step:0.5,p:step:0.5&edges=reset>q:-1,p>q:-1,set>p:-1,q>p:-1"
       "&inputs=set:1,1,0,0,0,0,0,0,0,0,0,0,1,1,0;reset:0,0,0,0,0,0,1,1,0&outputs=q&ticks=20"},
      {"oscillator", "units=a:step,b:step:0.5&edges=b>a:1,a>b:-1&outputs=a&ticks=16"},
      {"full5",
       "units=a:tanh:0.3,b:tanh,c:tanh,d:tanh,e:tanh&edges=a>b:1.6,a>c:-0.7,a>d:0.4,a>e:-1.2,b>a:-1.4,b>c:1.5,b>d:-0.6,b>e:0.5,c>a:0.8,"
       "c>b:-1.3,c>d:1.7,c>e:-0.4,d>a:-0.5,d>b:0.9,d>c:-1.1,d>e:1.4,e>a:1.2,e>b:-0.3,e>c:0.6,e>d:-1.5&ticks=60"},
      {"lecture",
       "units=x1,x2,d:tanh,a:tanh,b:tanh,c:tanh,y&edges=x1>d:1.4,x2>d:-0.8,d>a:0.9,a>b:2,b>c:1.8,c>y:1.2&inputs=x1:1,1,1,0;x2:0.5&ticks="
       "36"},
      {"lectureCycle",
       "units=x1,x2,d:tanh,a:tanh,b:tanh,c:tanh,y&edges=x1>d:1.4,x2>d:-0.8,d>a:0.9,a>b:2,b>c:1.8,c>y:1.2,c>a:-2.6"
       "&inputs=x1:1,1,1,0;x2:0.5&ticks=36"},
  };
  return presets;
}

Graph presetGraph(std::string_view name) {
  for (const GraphPreset& preset : graphPresets()) {
    if (preset.name != name) continue;
    GraphText text;
    for (const auto& [key, value] : splitLink(preset.text)) UNROLL_CHECK(text.set(key, value));
    auto graph = text.build(Graph{});
    UNROLL_CHECK(graph);
    return std::move(graph).value();
  }
  UNROLL_CHECK(false);
}

}  // namespace unroll
