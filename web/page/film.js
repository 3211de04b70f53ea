// A film (WebM) of a walk through time, from its begin to its end, by the browser's own MediaRecorder. Fetched when the first one is
// recorded. `page` draws (frame), walks (walkOn) and says where the stage is; each frame of the film is one of the page's, drawn as ever.
window.unrollFilm = function (page) {
  'use strict';
  const eachStep = 700, atTheEnd = 1200;  // ms
  const longest = 60000;                  // ms, whatever there would still be to walk
  const bitsPerPixel = 8;                 // a second; lines and letters stay sharp
  const type = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'].find((each) => MediaRecorder.isTypeSupported(each));

  async function film() {
    const picture = document.createElement('canvas'), context = picture.getContext('2d', { alpha: false });
    const place = page.stage();
    [picture.width, picture.height] = [place[2] & ~1, place[3] & ~1];  // video has even sides
    const stream = picture.captureStream(0), [track] = stream.getVideoTracks();
    const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: picture.width * picture.height * bitsPerPixel });
    const parts = [], stopped = new Promise((done, fail) => { recorder.onstop = done; recorder.onerror = (event) => fail(event.error); });
    recorder.ondataavailable = (event) => { if (event.data.size > 0) parts.push(event.data); };

    const show = () => {
      const why = page.frame();
      if (why) throw new Error(why);
      context.drawImage(page.canvas, place[0], place[1], picture.width, picture.height, 0, 0, picture.width, picture.height);
      track.requestFrame();
    };
    const showFor = async (ms) => {
      const end = performance.now() + ms;
      do {
        show();
        await new Promise((done) => requestAnimationFrame(done));
      } while (performance.now() < end);
    };

    page.walkOn(true);
    show();
    recorder.start();
    const began = performance.now();
    let steps = 0;
    await showFor(eachStep);
    while (performance.now() - began < longest && page.walkOn(false)) {
      ++steps;
      await showFor(eachStep);
    }
    if (steps > 0) await showFor(atTheEnd - eachStep);
    show();
    const ms = performance.now() - began;
    recorder.stop();
    await stopped;
    track.stop();
    if (steps === 0) throw new RangeError('there is no walk through time here');
    return withDuration(new Uint8Array(await new Blob(parts).arrayBuffer()), ms);
  }

  // Browsers write a file as if it never ended, so players can't tell how long it is. Its duration is put behind what Matroska's Info says
  // (RFC 9559): Segment ⊃ Info ⊃ Duration, a float in units of the time stamps, milliseconds here.
  function withDuration(bytes, ms) {
    const info = 0x1549A966, segment = 0x18538067, duration = 0x4489;
    const element = (at) => {
      const idLength = Math.clz32(bytes[at]) - 23, sizeAt = at + idLength, sizeLength = Math.clz32(bytes[sizeAt]) - 23;
      let id = 0, size = bytes[sizeAt] & (0xFF >> sizeLength);
      for (let i = 0; i < idLength; ++i) id = id * 256 + bytes[at + i];
      for (let i = 1; i < sizeLength; ++i) size = size * 256 + bytes[sizeAt + i];
      return { id, sizeAt, from: sizeAt + sizeLength, size };
    };
    let at = 0;
    for (let i = 0; i < 16 && at < bytes.length; ++i) {
      const one = element(at);
      at = one.id === segment ? one.from : one.from + one.size;
      if (one.id !== info) continue;
      const said = new DataView(new ArrayBuffer(11));
      said.setUint16(0, duration);
      said.setUint8(2, 0x88);  // 8 bytes
      said.setFloat64(3, ms);
      for (let within = one.from; within < at; ) {
        const each = element(within);
        if (each.id === duration) return bytes;
        within = each.from + each.size;
      }
      const size = new DataView(new ArrayBuffer(8));
      size.setUint32(4, one.size + 11);
      size.setUint8(0, 0x01);
      return new Uint8Array([...bytes.subarray(0, one.sizeAt), ...new Uint8Array(size.buffer), ...bytes.subarray(one.from, at), ...new Uint8Array(said.buffer), ...bytes.subarray(at)]);
    }
    return bytes;
  }

  page.bare(true);
  return film().finally(() => page.bare(false));
};
