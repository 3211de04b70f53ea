// The error of one unit over its two numbers: pale where it is small, lines of equal error, and grey where it is steep.
uniform sampler2D losses;
uniform sampler2D slopes;  // log10 of the gradient's norm
uniform ivec2 shown;
uniform float fine;        // below this error a line every fineStep, above it every coarseStep
uniform float fineStep;
uniform float coarseStep;
uniform vec3 low;          // colours of E = 0, of the greatest E, of a line or a slope
uniform vec3 high;
uniform vec3 mark;
in vec2 uv;
out vec4 color;

vec2 at(ivec2 cell) {
  cell = clamp(cell, ivec2(0), shown - 1);
  return vec2(texelFetch(losses, cell, 0).r, texelFetch(slopes, cell, 0).r);
}

vec2 near(vec2 p) {
  ivec2 cell = ivec2(floor(p));
  vec2 f = p - floor(p);
  return mix(mix(at(cell), at(cell + ivec2(1, 0)), f.x), mix(at(cell + ivec2(0, 1)), at(cell + ivec2(1, 1)), f.x), f.y);
}

float levelOf(float e) { return e < fine ? e / fineStep : fine / fineStep + (e - fine) / coarseStep; }

void main() {
  const float most = 0.49, gentle = -0.6, steep = 2.6;
  vec2 p = uv * vec2(shown) - 0.5;
  vec2 here = near(p);
  // Where the wall is thinner than the points are apart some lie on it by chance: only what is as steep on both sides is shaded.
  here.y = min(here.y, min(near(p + vec2(3.0)).y, near(p - vec2(3.0)).y));
  float e = here.x;
  vec3 base = mix(low, high, pow(clamp(e / most, 0.0, 1.0), 0.7));
  float slope = clamp((here.y - gentle) / (steep - gentle), 0.0, 1.0);
  base = mix(base, mark, 0.5 * slope);
  // Where it is steep the lines would only be a blot.
  float level = levelOf(e);
  // How far a line is off, in pixels: by differences over a point, which the corners of the points between don't make ragged.
  vec2 sideways = vec2(0.5, 0.0), upward = vec2(0.0, 0.5);
  vec2 slant = vec2(levelOf(near(p + sideways).x) - levelOf(near(p - sideways).x), levelOf(near(p + upward).x) - levelOf(near(p - upward).x));
  float nearness = abs(fract(level - 0.5) - 0.5) / max(length(slant * fwidth(p)), 1e-6);
  float line = level < 0.5 ? 0.0 : 1.0 - smoothstep(0.1, 0.9, nearness);
  base = mix(base, mark, 0.4 * line * (1.0 - smoothstep(0.0, 0.35, slope)));
  color = vec4(base, 1.0);
}
