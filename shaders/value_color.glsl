// Colour of a number, in sRGB. The only definition: shaders include it, and web/app/theme.cpp compiles it as C++.

// v in [-1, 1]: negative end, middle, positive end of the theme.
vec3 signedColor(float v, vec3 negative, vec3 zero, vec3 positive) {
  float amount = min(abs(v), 1.0f);
  return mix(zero, v < 0.0f ? negative : positive, amount);
}

// m in [0, 1]: six stops of the ramp "mako" (seaborn), perceptually even; dark themes run from black, light ones from white.
vec3 magnitudeRamp(float m, bool dark) {
  float x = clamp(dark ? m : 1.0f - m, 0.0f, 1.0f) * 5.0f;
  vec3 c = mix(vec3(0.043f, 0.016f, 0.020f), vec3(0.220f, 0.165f, 0.329f), clamp(x, 0.0f, 1.0f));
  c = mix(c, vec3(0.224f, 0.365f, 0.612f), clamp(x - 1.0f, 0.0f, 1.0f));
  c = mix(c, vec3(0.204f, 0.592f, 0.663f), clamp(x - 2.0f, 0.0f, 1.0f));
  c = mix(c, vec3(0.376f, 0.808f, 0.675f), clamp(x - 3.0f, 0.0f, 1.0f));
  return mix(c, vec3(0.871f, 0.961f, 0.898f), clamp(x - 4.0f, 0.0f, 1.0f));
}
