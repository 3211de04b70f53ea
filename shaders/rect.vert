// A rectangle from its corners alone; uv runs from (0, 0) at the top left to (1, 1).
uniform vec4 rectangle;  // left, top, right, bottom in clip space
out vec2 uv;

void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  uv = corner;
  gl_Position = vec4(mix(rectangle.xy, rectangle.zw, corner), 0.0, 1.0);
}
