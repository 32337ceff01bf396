// error: noise_is_drawn_for_one_thing_and_this_says_another<lagom::dropout_t<.*channel
// One random number decides about a channel, or about a position.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto layer = dropout(0.1).per_channel().per_position();
