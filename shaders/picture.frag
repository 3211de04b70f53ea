// A picture that was drawn before, pixel by pixel: where it stands in the window is all that may have changed.
uniform sampler2D picture;
uniform ivec2 origin;  // of its lower left pixel
in vec2 uv;
out vec4 color;

void main() { color = texelFetch(picture, clamp(ivec2(gl_FragCoord.xy) - origin, ivec2(0), textureSize(picture, 0) - 1), 0); }
