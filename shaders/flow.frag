// Two graded units, τ du/dt = −u + W V − θ with V = tanh(gain u): basins as tints, and particles that the flow carries. A particle is born at
// a place of a jittered grid and lives as long as the walk is; a pixel walks back in time, and where it meets a particle's birthplace at
// that particle's age, the particle is there now. So nothing is stored between two frames.
uniform sampler2D ends;    // [side, side]: which stable point; -1: none
uniform int side;
uniform float seconds;
uniform float w;
uniform float gain;
uniform vec2 self;
uniform vec2 threshold;
uniform vec3 ground;
uniform vec3 ink;
uniform vec3 colors[8];
in vec2 uv;
out vec4 color;

const int steps = 26;
const float dt = 0.05;     // of τ
const float cells = 13.0;
const float trail = 6.0;   // steps

float random(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
vec3 tintAt(ivec2 cell) {
  float end = texelFetch(ends, clamp(cell, ivec2(0), ivec2(side - 1)), 0).r;
  return end < 0.0 ? ground : colors[int(min(end, 7.0))];
}

void main() {
  vec2 p = uv * float(side) - 0.5;
  ivec2 cell = ivec2(floor(p));
  vec2 f = p - floor(p);
  vec3 base = mix(mix(tintAt(cell), tintAt(cell + ivec2(1, 0)), f.x),
                  mix(tintAt(cell + ivec2(0, 1)), tintAt(cell + ivec2(1, 1)), f.x), f.y);

  vec2 v = clamp(vec2(2.0 * uv.x - 1.0, 1.0 - 2.0 * uv.y), -0.9999, 0.9999);
  vec2 u = 0.5 * log((1.0 + v) / (1.0 - v)) / gain;
  float seen = 0.0;
  float life = float(steps);
  for (int k = 0; k < steps; ++k) {
    vec2 place = (0.5 * v + 0.5) * cells;
    vec2 home = floor(place);
    vec2 seed = home + 0.2 + 0.6 * vec2(random(home), random(home + 17.0));
    float age = fract(0.35 * seconds + random(home + 41.0)) * (life + trail);
    float behind = age - float(k);
    // How many pixels away its birthplace would be if it were carried here: the flow stretches and squeezes the picture.
    mat2 perPixel = mat2(dFdx(place), dFdy(place));
    float area = determinant(perPixel);
    vec2 away = abs(area) < 1e-9 ? vec2(9.0) : inverse(perPixel) * (place - seed);
    float near = 1.0 - smoothstep(1.0, 2.0, length(away));
    if (behind >= 0.0 && behind < trail) seen = max(seen, near * (1.0 - behind / trail) * sin(3.14159 * clamp(age / (life + trail), 0.0, 1.0)));
    u -= dt * (-u + self * v + w * v.yx - threshold);
    v = tanh(clamp(gain * u, -9.0, 9.0));
  }
  color = vec4(mix(base, ink, 0.75 * seen), 1.0);
}
