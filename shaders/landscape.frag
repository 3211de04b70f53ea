// An energy over a plane as a shaded relief with contour lines, tinted by where the descent from each place ends.
uniform sampler2D heights;
uniform sampler2D ends;    // which colour; -1: not known yet
uniform ivec2 shown;
uniform float low;
uniform float high;
uniform float interval;    // between contour lines
uniform bool dark;
uniform vec3 ground;
uniform vec3 colors[24];
in vec2 uv;
out vec4 color;

float heightAt(ivec2 cell) { return texelFetch(heights, clamp(cell, ivec2(0), shown - 1), 0).r; }
float heightOf(vec2 place) {
  vec2 p = place - 0.5;
  ivec2 cell = ivec2(floor(p));
  vec2 f = p - floor(p);
  return mix(mix(heightAt(cell), heightAt(cell + ivec2(1, 0)), f.x),
             mix(heightAt(cell + ivec2(0, 1)), heightAt(cell + ivec2(1, 1)), f.x), f.y);
}
float endAt(ivec2 cell) { return texelFetch(ends, clamp(cell, ivec2(0), shown - 1), 0).r; }
vec3 tintAt(ivec2 cell) {
  float end = endAt(cell);
  return end < 0.0 ? ground : colors[int(min(end, 23.0))];
}

void main() {
  vec2 place = uv * vec2(shown);
  vec2 p = place - 0.5;
  ivec2 cell = ivec2(floor(p));
  vec2 f = p - floor(p);
  vec3 tint = mix(mix(tintAt(cell), tintAt(cell + ivec2(1, 0)), f.x),
                  mix(tintAt(cell + ivec2(0, 1)), tintAt(cell + ivec2(1, 1)), f.x), f.y);
  float here = endAt(cell);
  bool border = endAt(cell + ivec2(1, 0)) != here || endAt(cell + ivec2(0, 1)) != here || endAt(cell + ivec2(1, 1)) != here;

  float range = max(high - low, 1e-6);
  float e = heightOf(place);
  float depth = clamp((high - e) / range, 0.0, 1.0);
  vec3 base = mix(ground, tint, 0.14 + 0.7 * depth * depth);

  // Light from the upper left; slopes over three cells, in the height's range per width.
  vec2 slope = vec2(heightOf(place + vec2(1.5, 0.0)) - heightOf(place - vec2(1.5, 0.0)),
                    heightOf(place + vec2(0.0, 1.5)) - heightOf(place - vec2(0.0, 1.5))) / (3.0 * range) * float(shown.x);
  vec3 normal = normalize(vec3(-0.3 * slope, 1.0));
  float light = dot(normal, normalize(vec3(-0.5, -0.6, 0.75))) / 0.692;
  base = light > 1.0 ? mix(base, vec3(1.0), min(0.5, 0.55 * (light - 1.0))) : base * mix(1.0, light, 0.5);

  float level = e / interval;
  float nearness = abs(fract(level - 0.5) - 0.5) / max(fwidth(level), 1e-6);
  bool major = abs(fract(level / 5.0 - 0.5) - 0.5) * 5.0 < 0.5;
  float contour = (1.0 - smoothstep(0.3, 1.1, nearness)) * (major ? 0.5 : 0.22);
  base = mix(base, dark ? vec3(1.0) : vec3(0.05, 0.06, 0.08), contour);
  if (border) base = mix(base, vec3(1.0), dark ? 0.35 : 0.75);
  color = vec4(base, 1.0);
}
