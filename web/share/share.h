// Share: an experiment for others. Its link, as a frame or an element in another page, as a QR code; its stage as PNG and SVG, as a film. A
// part of the program that few need at once, so the page fetches it when it is asked for (UNROLL_LATER).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/rect.h"

#include "gpu/gpu.h"
#include "lesson/scene.h"

namespace unroll {

class Share {
 public:
  // What can be shared, in the order of the panel.
  enum class Form { link, frame, element, code, png, svg, film };
  enum class Act { none, close, look, copy, save };  // look: the preview should be brought up to date
  struct Wish {
    Form form = Form::link;
    Act act = Act::none;
  };

  struct Contents {
    std::string hash;     // the experiment and how it is looked at: a link's part after #
    std::string program;  // the page's address, without #; empty: there is none (a window), and what needs one is left out
    std::string name;     // of files, without their ending
    std::string title;    // of the scene
    std::string noFilm;   // why no film can be made here, a key of the words; empty: it can
    ImTextureID stage{};  // the stage as it was when it was looked at last, 0: not yet
    float stageWidth = 0, stageHeight = 0;  // in pixels
  };

  virtual ~Share() = default;

  // Draws the panel above all; what was pressed in the frame before is the wish of this one.
  virtual Wish draw(const Frame& frame, const Contents& contents) = 0;
  virtual void open() = 0;  // it comes up: the keyboard goes there

  // What is copied of a form that is a text (link, frame, element; link alone is a link's text).
  virtual std::string text(Form form, const Contents& contents) const = 0;
  // The QR code of the link as a picture, at least 8 pixels a module; empty: the link is too long.
  virtual std::string codeAsPng(const Contents& contents) const = 0;
  virtual std::string codeAsSvg(const Contents& contents) const = 0;

  virtual std::string png(const gpu::Gpu::Pixels& pixels) const = 0;
  // A part of the frame that has just been rendered.
  struct Picture {
    const ImDrawData* data = nullptr;
    Rect part;
    std::string title, description;
  };
  virtual std::string svg(const Picture& picture, gpu::Gpu& gpu) const = 0;
};

std::unique_ptr<Share> makeShare();

}  // namespace unroll
