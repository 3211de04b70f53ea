// The settings beyond a lesson's few, folded by theme. One table says which key of the Experiment stands in which group and when it
// matters; the control itself follows from the key's own type, range and choices (recurrent/keys.h). A new key is one line here and its words:
// key.<name>, help.<name> and choice.<name>.<value>.title in web/text.
#pragma once

#include <functional>

#include "lesson/scene.h"

namespace unroll {

// A setting's sentence of help (help.<key> in web/text) and what its present choice means, for the control of that name that was
// drawn last, from y = `top` on.
void explainSetting(SceneContext& context, const Column& column, std::string_view key, float top, std::string_view help = {});

// How a scene sends a number that may change while training runs; other settings are sent at once.
using SendLive = std::function<void(const std::string& key, double value)>;

// `shown` gives the value that a control shows, where one is still waiting to be sent.
void drawSettingsGroups(SceneContext& context, Column& column, const std::function<double(const std::string& key, double value)>& shown,
                        const SendLive& sendLive);

}  // namespace unroll
