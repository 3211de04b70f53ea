// One cell per texel; where cells are smaller than pixels, the mean colour of those below the pixel.
uniform sampler2D values;
uniform ivec2 shown;       // columns and rows on the screen
uniform bool transposed;
uniform bool magnitude;
uniform bool dark;
uniform float scale;
uniform float known;       // columns that have happened
uniform float opacity;
uniform vec3 negativeEnd;
uniform vec3 zero;
uniform vec3 positiveEnd;
uniform vec3 invalid;      // NaN
uniform vec3 ground;       // what has not happened yet
in vec2 uv;
out vec4 color;

bool isNotANumber(float v) { return (floatBitsToUint(v) & 0x7FFFFFFFu) > 0x7F800000u; }

vec3 cellColor(ivec2 cell) {
  ivec2 c = clamp(cell, ivec2(0), shown - 1);
  float v = texelFetch(values, transposed ? c.yx : c, 0).r;
  vec3 mapped = isNotANumber(v) ? invalid : magnitude ? magnitudeRamp(v / scale, dark) : signedColor(v / scale, negativeEnd, zero, positiveEnd);
  return mix(ground, mapped, clamp(known - float(c.x), 0.0, 1.0));
}

void main() {
  vec2 place = uv * vec2(shown);
  vec2 footprint = abs(dFdx(place)) + abs(dFdy(place));
  ivec2 samples = clamp(ivec2(ceil(footprint)), ivec2(1), ivec2(8));
  vec3 sum = vec3(0.0);
  for (int i = 0; i < samples.x; ++i)
    for (int j = 0; j < samples.y; ++j) {
      vec2 offset = (vec2(float(i), float(j)) + 0.5) / vec2(samples) - 0.5;
      sum += cellColor(ivec2(floor(place + offset * footprint)));
    }
  color = vec4(sum / float(samples.x * samples.y), opacity);
}
