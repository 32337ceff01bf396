// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/extents.hpp>
#include <lagom/core/names.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/core/vec.hpp>
#include <lagom/graph/primitive.hpp>
#include <lagom/graph/tensor.hpp>
#include <lagom/graph/window.hpp>

#include <algorithm>
#include <initializer_list>
#include <limits>

namespace lagom::graphs {

/// What a node says of a tensor to those who give advice. It changes nothing in the plan.
enum class remark : unsigned char {
    dropped_out, // some of it is zeroed in training
    batch_normalized, // its columns are brought to mean 0, variance 1
    row_normalized // so are its rows
};
struct note {
    remark what = remark::dropped_out;
    short tensor = -1, scope = -1; // of the node that says so
    short layers = 0; // that own a kernel, so far
};

/// A node that makes a tensor of another shape than it says, or maps operands that do not fit together.
struct misfit {
    bool is = false, unread = false;
    short place = -1;
    shape says{};
    int cols = 0, positions = 0; // of what it makes; 0: it is no activations
};

/// The loop over activations of a shape: its last extent are columns, the others positions.
constexpr auto loop_of(shape s) -> loop { return {space::tile, {s.positions(), 0}, s.channels()}; }

/// The program in static single assignment: flat arrays of ops and tensors, plain values. Nodes append to it,
/// passes read and extend it. `home` says which storage a tensor overwrites.
template <int Capacity, class Formulas, int Few = 48 + Capacity / 6>
struct graph {
    using formulas = Formulas;
    static constexpr int capacity = Capacity; // of ops and tensors
    static constexpr int few = Few; // of each of the rest

    basics::vec<op, Capacity> ops;
    basics::vec<tensor, Capacity> tensors;
    basics::vec<scope, few> scopes;
    basics::vec<short, few> parameters, states, rates, settings, moments; // in lowering order
    basics::vec<short, few> kept; // tensors that are read from outside after the step
    basics::vec<short, few>
        scope_counts; // scopes whose name came first in their block; ordinals are counted there
    basics::vec<note, few> notes;
    basics::vec<window, 2 + few / 8> windows; // of ops, each once
    basics::vec<short, few> places; // the scope of the node at each place; -1 if it opens none
    short copies = 0; // of a repeated block, that lowering is in: only the first has places
    short gradient[few]{}; // of each parameter, as rules change it
    short handed[few]{}; // of each parameter, where gradients are handed in or out; -1 where it has none
    bool frozen[few]{}; // by the place of a parameter: a rule says that it stays as it is
    short input = -1, target = -1, output = -1, loss = -1, input_gradient = -1, incoming = -1;
    short learning_rate = -1, step = -1, batch_size = -1;
    short here = -1; // the scope that lowering is in
    part now = part::forward; // of the ops that are appended,
    short back_of = -1; // and the tensor through whose op they go back
    char const* pending = ""; // the name that the next scope takes,
    bool is_named =
        false; // if it takes one (g++ compares no such pointers in constants under its sanitizers)
    short layers = 0;
    bool training = true, updates_state = true;
    misfit wrong{}; // the first there is
    bool unread = false; // some op has an operand that its loop cannot read
    bool has_no_gradient = false; // a node lowered to an op that only passes make
    bool asks_for_examples = false; // where rows may be meant; looked at by lowering alone
    bool misshaped_loss =
        false; // one of another shape than it must have, or divided by examples of many rows

    static constexpr auto about(formula f) -> facts const& { return facts_table<Formulas>[f.base]; }

    constexpr auto overflow() const -> bool
    {
        return ops.full || tensors.full || scopes.full || parameters.full || states.full || rates.full ||
            settings.full || moments.full || kept.full || notes.full || places.full || windows.full;
    }

    /// The same in arrays no longer than they must be: what the passes behind lowering copy and fill. What only
    /// lowering looks at (scope_counts, frozen, here, now, back_of, pending, copies) stays behind.
    template <int Enough, int EnoughFew>
    constexpr auto resized() const -> graph<Enough, Formulas, EnoughFew>
    {
        graph<Enough, Formulas, EnoughFew> g;
        auto const copy = [](auto& to, auto const& from) {
            for (auto const& item : from) {
                to.push(item);
            }
            to.full = to.full || from.full;
        };
        copy(g.ops, ops);
        copy(g.tensors, tensors);
        copy(g.scopes, scopes);
        copy(g.parameters, parameters);
        copy(g.states, states);
        copy(g.rates, rates);
        copy(g.settings, settings);
        copy(g.moments, moments);
        copy(g.kept, kept);
        copy(g.notes, notes);
        copy(g.places, places);
        copy(g.windows, windows);
        for (int i = 0; i < parameters.count; ++i) {
            g.gradient[i] = gradient[i];
            g.handed[i] = handed[i];
        }
        g.input = input, g.target = target, g.output = output, g.loss = loss;
        g.input_gradient = input_gradient, g.incoming = incoming;
        g.learning_rate = learning_rate, g.step = step, g.batch_size = batch_size;
        g.layers = layers, g.training = training, g.updates_state = updates_state;
        g.wrong = wrong, g.unread = unread, g.misshaped_loss = misshaped_loss;
        g.has_no_gradient = has_no_gradient;
        return g;
    }
    /// The longer of ops and tensors.
    constexpr auto most_ops() const -> int { return ops.count > tensors.count ? ops.count : tensors.count; }
    /// The longest of the rest.
    constexpr auto most_of_few() const -> int
    {
        int most = std::max(1, 8 * (windows.count - 2));
        for (int const n : {scopes.count, parameters.count, states.count, rates.count, settings.count,
                            moments.count, kept.count, notes.count, places.count}) {
            most = n > most ? n : most;
        }
        return most;
    }

    // ---- scopes

    /// Opens the block of a node; the returned scope is for `leave`.
    constexpr auto enter(char const* name) -> short
    {
        auto const outside = here;
        if (is_named) {
            here = static_cast<short>(scopes.push({outside, -1, pending, name}));
            is_named = false;
            return outside;
        }
        int ordinal = 0;
        for (auto first : scope_counts) {
            auto const& s = scopes[first];
            if (s.parent == outside && basics::same_text(s.name, name)) {
                ordinal = ++counts[first];
                break;
            }
        }
        here = static_cast<short>(scopes.push({outside, static_cast<short>(ordinal), name, name}));
        if (ordinal == 0) {
            scope_counts.push(here);
        }
        return outside;
    }
    /// Opens a numbered part of a block: a copy of `repeat`, an arm of `branch`.
    constexpr auto enter_part(int number) -> short
    {
        auto const outside = here;
        here = static_cast<short>(scopes.push({outside, static_cast<short>(number), "", ""}));
        return outside;
    }
    constexpr void leave(short outside) { here = outside; }
    /// The next place of the expression; `settle` says which scope its node opened.
    constexpr auto take_place() -> short
    {
        return copies > 0 ? short{-1} : static_cast<short>(places.push(-1));
    }
    constexpr void settle(short place)
    {
        if (place >= 0) {
            places[place] = here;
        }
    }
    /// Looks whether what the node at a place made has the shape that it says.
    constexpr void expect(short made, shape says, short place)
    {
        auto const& t = tensors[made];
        bool const are_activations = t.over.where == space::tile && t.over.rows.fixed == 0;
        bool const fits = are_activations && t.over == loop_of(says);
        if (!wrong.is && (unread || !fits)) {
            wrong = {true,
                     unread,
                     place,
                     says,
                     are_activations ? t.over.cols : 0,
                     are_activations ? static_cast<int>(t.over.rows.per_example) : 0};
        }
    }
    constexpr void remark_on(short t, remark what) { notes.push({what, t, here, layers}); }

    // ---- tensors

    constexpr auto create(tensor t) -> short
    {
        auto const id = static_cast<short>(tensors.push(t));
        if (t.home < 0) {
            tensors[id].home = id;
        }
        return id;
    }
    /// The columns of a tensor.
    constexpr auto cols_of(short t) const -> int { return tensors[t].over.cols; }
    /// The depth of a kernel.
    constexpr auto rows_of(short t) const -> int { return static_cast<int>(tensors[t].over.rows.fixed); }
    /// The positions of an example in a tensor over the batch.
    constexpr auto positions_of(short t) const -> long { return tensors[t].over.rows.per_example; }
    /// Activations that come from outside.
    constexpr auto activations(role is, loop over, char const* name, bool differentiable = false) -> short
    {
        return create({.over = over, .is = is, .differentiable = differentiable, .name = name});
    }
    /// A kernel [rows, cols], started with normal values of variance `start`, or a row started with `start`.
    constexpr auto parameter(role is, int rows, int cols, double start, char const* name) -> short
    {
        bool const kernel = is == role::kernel;
        layers = static_cast<short>(layers + (kernel ? 1 : 0));
        auto const layer = static_cast<short>(kernel || is == role::bias ? layers - 1 : -1);
        auto const id = create({.over = {kernel ? space::kernel : space::per_column, {0, rows}, cols},
                                .is = is,
                                .differentiable = !frozen[parameters.count],
                                .scope = here,
                                .layer = layer,
                                .start = start,
                                .name = name});
        parameters.push(id);
        return id;
    }
    /// A parameter is frozen: it gets no gradient, and a node whose parameters all are behaves as in inference.
    constexpr auto is_frozen(short parameter) const -> bool { return !tensors[parameter].differentiable; }
    /// A row that the model carries and does not learn, of numbers in [low, high]: a file or a user that
    /// brings others is refused.
    constexpr auto state(int cols, double start, char const* name, role is = role::state,
                         double low = -std::numeric_limits<double>::infinity(),
                         double high = std::numeric_limits<double>::infinity()) -> short
    {
        auto const id = create({.over = {space::per_column, {0, 1}, cols},
                                .is = is,
                                .scope = here,
                                .start = start,
                                .low = low,
                                .high = high,
                                .name = name});
        states.push(id);
        return id;
    }
    /// Zeros at first, shaped like a parameter, carried by the optimizer.
    constexpr auto moment(short like, char const* name) -> short
    {
        auto const id = create({.over = tensors[like].over, .is = role::moment, .of = like, .name = name});
        moments.push(id);
        return id;
    }
    /// A number of a node, in [low, high], that may be set at run time by the node's path and this name.
    constexpr auto rate(double value, char const* name, double low, double high) -> short
    {
        auto const id = create({.over = {space::scalar},
                                .is = role::rate,
                                .scope = here,
                                .start = value,
                                .low = low,
                                .high = high,
                                .name = name});
        rates.push(id);
        return id;
    }
    constexpr auto rate(double value, ranged const& is) -> short
    {
        return rate(value, is.name, is.low, is.high);
    }
    /// A number of the objective or the optimizer, in [low, high].
    constexpr auto setting(char const* name, double low, double high) -> short
    {
        auto const id =
            create({.over = {space::scalar}, .is = role::setting, .low = low, .high = high, .name = name});
        settings.push(id);
        return id;
    }
    constexpr auto constant(double value, char const* name = "constant") -> short
    {
        return create({.over = {space::scalar}, .is = role::constant, .start = value, .name = name});
    }
    constexpr auto once(short& which, role is, char const* name) -> short
    {
        if (which < 0) {
            which = create({.over = {space::scalar}, .is = is, .name = name});
        }
        return which;
    }
    /// The number of the step, counted from one.
    constexpr auto step_number() -> short { return once(step, role::step, "step"); }
    /// The examples of the batch. A mean over the rows of a tensor divides by `rows_in`: a series has several an example.
    constexpr auto examples() -> short
    {
        asks_for_examples = true;
        return once(batch_size, role::batch_size, "batch");
    }
    /// The rows of a tensor over the batch: its examples times their positions.
    constexpr auto rows_in(short t) -> short
    {
        auto const positions = positions_of(t);
        short const batch = once(batch_size, role::batch_size, "batch");
        return positions == 1
            ? batch
            : map(lagom::formulas::times{}, {batch, constant(static_cast<double>(positions), "positions")});
    }

    // ---- ops

    /// Notes an op whose operands do not fit together.
    constexpr void fit(bool fits) { unread = unread || !fits; }
    constexpr auto is_tile(short t) const -> bool { return tensors[t].over.where == space::tile; }

    constexpr auto append(op o, tensor result) -> short
    {
        result.producer = static_cast<short>(ops.count);
        for (int i = 0; i < o.arity; ++i) {
            result.differentiable = result.differentiable || tensors[o.in[i]].differentiable;
        }
        result.differentiable = result.differentiable && graphs::about(o.what).passes_gradient;
        o.out = create(result);
        o.of = now;
        o.scope = here;
        o.back_of = back_of;
        ops.push(o);
        return o.out;
    }
    /// The loop of a map covers those of all its operands.
    constexpr auto append_map(op o) -> short
    {
        tensor result{.over = {space::scalar}};
        for (int i = 0; i < o.arity; ++i) {
            result.over = covering(result.over, tensors[o.in[i]].over);
        }
        for (int i = 0; i < o.arity; ++i) {
            fit(read_in(tensors[o.in[i]].over, result.over).fits);
        }
        return append(o, result);
    }
    constexpr auto map(formula f, std::initializer_list<short> operands) -> short
    {
        op o{.what = op_kind::map, .f = f};
        for (auto t : operands) {
            o.in[o.arity++] = t;
        }
        return append_map(o);
    }
    template <class F>
    constexpr auto map(F, std::initializer_list<short> operands) -> short
    {
        constexpr auto index = static_cast<short>(basics::index_of<F>(Formulas{}));
        return map(formula{index}, operands);
    }
    /// From here on `value` is what `stored` holds: the op that makes it writes stored's storage.
    constexpr void commit(short stored, short value)
    {
        tensors[value].home = tensors[stored].home;
        tensors[value].differentiable = false;
    }
    constexpr auto draw(loop const& over, law drawn) -> short
    {
        return append({.what = op_kind::draw, .drawn = drawn}, {.over = over, .is = role::random});
    }
    constexpr auto draw(short like, law drawn) -> short { return draw(tensors[like].over, drawn); }
    constexpr auto unary(op_kind what, short x, tensor result) -> short
    {
        op o{.what = what, .arity = 1};
        o.in[0] = x;
        return append(o, result);
    }
    constexpr auto column_sum(short x) -> short
    {
        return unary(op_kind::column_sum, x, {.over = {space::per_column, {0, 1}, tensors[x].over.cols}});
    }
    constexpr auto row_sum(short x) -> short
    {
        return unary(op_kind::row_sum, x, {.over = {space::per_row, tensors[x].over.rows}});
    }
    constexpr auto row_max(short x) -> short
    {
        return unary(op_kind::row_max, x, {.over = {space::per_row, tensors[x].over.rows}});
    }
    constexpr auto total(short x) -> short { return unary(op_kind::total, x, {.over = {space::scalar}}); }
    constexpr auto binary(op_kind what, short a, short b, tensor result) -> short
    {
        op o{.what = what, .arity = 2};
        o.in[0] = a;
        o.in[1] = b;
        return append(o, result);
    }
    /// Each row times a kernel. A flattened operand is read where it lies: all positions of an example then make
    /// the depth.
    constexpr auto matmul(short x, short w) -> short
    {
        short const made_by = tensors[x].producer;
        x = made_by >= 0 && ops[made_by].what == op_kind::flatten ? ops[made_by].in[0] : x;
        auto const& over = tensors[x].over;
        fit(over.where == space::tile &&
            (over.cols == rows_of(w) || over.rows.per_example * over.cols == rows_of(w)));
        return binary(op_kind::matmul, x, w,
                      {.over = {space::tile, over.cols == rows_of(w) ? over.rows : one_an_example,
                                tensors[w].over.cols}});
    }
    /// The gradient of matmul(x, w) by x, spread like x.
    constexpr auto matmul_back(short dy, short w, short x) -> short
    {
        return binary(op_kind::matmul_back, dy, w, {.over = tensors[x].over});
    }
    /// ... and by w.
    constexpr auto outer(short x, short dy, short w) -> short
    {
        return binary(op_kind::outer, x, dy, {.over = tensors[w].over});
    }
    constexpr auto concat(short a, short b) -> short
    {
        fit(is_tile(a) && is_tile(b) && tensors[a].over.rows == tensors[b].over.rows);
        return binary(
            op_kind::concat, a, b,
            {.over = {space::tile, tensors[a].over.rows, tensors[a].over.cols + tensors[b].over.cols}});
    }
    constexpr auto slice(short x, int from, int cols) -> short
    {
        fit(is_tile(x) && from >= 0 && cols > 0 && from + cols <= cols_of(x));
        auto const id = unary(op_kind::slice, x, {.over = {space::tile, tensors[x].over.rows, cols}});
        ops.back().from = from;
        return id;
    }
    /// One row an example, with so many columns.
    static constexpr auto row_an_example(long cols) -> tensor
    {
        return {.over = {space::tile, one_an_example, static_cast<int>(cols)}};
    }
    /// All positions of an example side by side.
    constexpr auto flatten(short x) -> short
    {
        fit(is_tile(x));
        return positions_of(x) == 1
            ? x
            : unary(op_kind::flatten, x, row_an_example(positions_of(x) * cols_of(x)));
    }
    constexpr auto unflatten(short dy, short like) -> short
    {
        return unary(op_kind::unflatten, dy, {.over = tensors[like].over});
    }
    constexpr auto position_sum(short x) -> short
    {
        fit(is_tile(x));
        return unary(op_kind::position_sum, x, row_an_example(cols_of(x)));
    }
    /// The sum, or mean, of the positions that each window sees.
    constexpr auto position_sum(short x, window const& w) -> short
    {
        fit(is_tile(x));
        return through(w, unary(op_kind::position_sum, x, seen_by(w, x)));
    }
    /// And back: each number at all positions that its window sees, added up there; of a mean, its share.
    constexpr auto unsum(short dy, window const& w) -> short
    {
        fit(is_tile(dy) && positions_of(dy) == w.out_positions());
        return through(
            w, unary(op_kind::unsum, dy, {.over = {space::tile, {w.in_positions(), 0}, cols_of(dy)}}));
    }
    /// Each number becomes the sum of its group of `count` columns.
    constexpr auto group_sum(short x, int count) -> short
    {
        fit(is_tile(x) && count > 0 && cols_of(x) % count == 0);
        auto const id = unary(op_kind::group_sum, x, {.over = tensors[x].over});
        ops.back().from = count;
        return id;
    }
    /// One position of each example.
    constexpr auto pick(short x, int position) -> short
    {
        fit(is_tile(x) && position >= 0 && position < positions_of(x));
        auto const id = unary(op_kind::pick, x, row_an_example(cols_of(x)));
        ops.back().from = position;
        return id;
    }
    /// The same by a number a column, as `first_most` gives.
    constexpr auto pick_by(short x, short positions) -> short
    {
        fit(is_tile(x) && tensors[positions].over == row_an_example(cols_of(x)).over);
        return binary(op_kind::pick, x, positions, row_an_example(cols_of(x)));
    }
    /// ... each from the tap that `first_most` found.
    constexpr auto pick_by(short x, short taps, window const& w) -> short
    {
        fit(is_tile(x) && tensors[taps].over == seen_by(w, x).over);
        return through(w, binary(op_kind::pick, x, taps, seen_by(w, x)));
    }
    /// What `picked` took, put back among zeros.
    constexpr auto unpick(op const& picked, short dy) -> short
    {
        op o{.what = op_kind::unpick, .arity = picked.arity, .from = picked.from, .window = picked.window};
        o.in[0] = dy;
        o.in[1] = picked.in[1];
        return append(o, {.over = tensors[picked.in[0]].over});
    }
    constexpr auto first_most(short x) -> short
    {
        fit(is_tile(x));
        return unary(op_kind::first_most, x, row_an_example(cols_of(x)));
    }
    /// The first tap of each window under which the largest number is.
    constexpr auto first_most(short x, window const& w) -> short
    {
        fit(is_tile(x));
        return through(w, unary(op_kind::first_most, x, seen_by(w, x)));
    }

    // ---- convolution; a kernel is [taps * channels of a group, columns]

    constexpr auto convolve(short x, short w, window const& how) -> short
    {
        int const channels = cols_of(x) / how.groups, cols = cols_of(w);
        fit(is_tile(x) && channels * how.groups == cols_of(x) && cols % how.groups == 0 &&
            rows_of(w) == how.taps() * channels);
        auto result = seen_by(how, x);
        result.over.cols = cols;
        auto const what = how.groups > 1 ? op_kind::group_convolve : op_kind::convolve;
        return through(how, binary(what, x, w, result));
    }
    /// The kernel of `convolved` as its gradient by the operand reads it: by groups as it is, else turned.
    constexpr auto turned(op const& convolved) -> short
    {
        short const x = convolved.in[0], w = convolved.in[1];
        auto const how = windows[convolved.window];
        return how.groups > 1
            ? w
            : through(how,
                      unary(op_kind::turn_taps, w,
                            {.over = {space::kernel, {0, how.taps() * cols_of(w)}, cols_of(x)}}));
    }
    /// The gradient of `convolved` by its operand, with the kernel turned.
    constexpr auto convolve_back(op const& convolved, short dy, short kernel) -> short
    {
        auto const how = windows[convolved.window];
        auto const what = how.groups > 1 ? op_kind::group_convolve_back : op_kind::convolve_back;
        return through(how, binary(what, dy, kernel, {.over = tensors[convolved.in[0]].over}));
    }
    /// ... and by its kernel.
    constexpr auto convolve_outer(op const& convolved, short dy) -> short
    {
        auto const how = windows[convolved.window];
        auto const what = how.groups > 1 ? op_kind::group_convolve_outer : op_kind::convolve_outer;
        return through(how, binary(what, convolved.in[0], dy, {.over = tensors[convolved.in[1]].over}));
    }

    /// The rows that windows over x give.
    constexpr auto seen_by(window const& w, short x) -> tensor
    {
        fit(positions_of(x) == w.in_positions());
        return {.over = {space::tile, {w.out_positions(), 0}, cols_of(x)}};
    }
    /// The op that makes `made`, the last, sees its operand through `w`.
    constexpr auto through(window const& w, short made) -> short
    {
        int i = 0;
        while (i < windows.count && !(windows[i] == w)) {
            ++i;
        }
        ops.back().window = static_cast<short>(i < windows.count ? i : windows.push(w));
        return made;
    }

    short counts[few]{}; // by scope: how many siblings of its name came after it
};

} // namespace lagom::graphs
