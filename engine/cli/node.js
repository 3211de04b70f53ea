// Emscripten 3.1.6 takes Node's own fetch() for a browser's and fails on file paths: hide it.
var fetch;
