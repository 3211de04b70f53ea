// Tints of what each point of a plane comes to in the end: smooth between the points of the lattice.
uniform sampler2D ends;  // [side, side]: which; −1: none
uniform int side;
uniform vec3 ground;
uniform vec3 colors[8];
in vec2 uv;
out vec4 color;

vec3 tintAt(ivec2 cell) {
  float end = texelFetch(ends, clamp(cell, ivec2(0), ivec2(side - 1)), 0).r;
  return end < 0.0 ? ground : colors[int(min(end, 7.0))];
}

void main() {
  vec2 p = uv * float(side) - 0.5;
  ivec2 cell = ivec2(floor(p));
  vec2 f = p - floor(p);
  color = vec4(mix(mix(tintAt(cell), tintAt(cell + ivec2(1, 0)), f.x), mix(tintAt(cell + ivec2(0, 1)), tintAt(cell + ivec2(1, 1)), f.x), f.y), 1.0);
}
