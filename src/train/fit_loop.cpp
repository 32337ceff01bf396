// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/fit_loop.hpp>

#include "core/say.hpp"
#include "run/birth.hpp"
#include "train/checked_rate.hpp"
#include "train/evaluation_of.hpp"
#include "train/measure_features.hpp"
#include "train/model_start.hpp"
#include "train/right_classes.hpp"
#include "train/run_keeper.hpp"
#include "train/scratch_file.hpp"

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace lagom::trainers {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr char const *by_interrupt = "interrupted", *not_going_on = "on_epoch";

/// Places in random order, by the seed and the epoch.
void shuffle(std::vector<std::uint32_t>& places, seed s, std::uint32_t epoch)
{
    std::iota(places.begin(), places.end(), 0U);
    random_stream draws(s, draws_for::shuffle, epoch);
    for (auto i = static_cast<std::uint32_t>(places.size()); i > 1; --i) {
        std::swap(places[i - 1], places[draws.below(i)]);
    }
}

template <class T, class D>
class fitting {
public:
    explicit fitting(fit_job<T, D>& job)
        : job_(job), workers_(workers_of(job.asked)), places_(job.train->size()),
          progress_(job.asked.is_quiet, job.asked.epochs_a_line),
          feeder_(*job.training, *job.train, workers_.size()), start_(std::chrono::steady_clock::now())
    {
        auto const n = static_cast<long>(places_.size());
        rows_ = std::min(job.asked.rows, n);
        steps_per_epoch_ = (n + rows_ - 1) / rows_;
        if (job.needs_two_examples && n % rows_ == 1 && steps_per_epoch_ > 1) {
            --steps_per_epoch_; // a batch of one has no statistics: the last example joins the batch before
        }
        total_steps_ = job.total_steps(steps_per_epoch_);
        progress_.expect(places_.size(), steps_per_epoch_, total_steps_);
    }

    auto run() -> fit_result
    {
        rate_ = rate_after(0); // a schedule that is wrong from the start leaves the model as it is
        if (job_.asked.kept) {
            keeper_.emplace(job_, rows_, steps_per_epoch_, total_steps_);
        }
        auto kept = keeper_ ? keeper_->find() : std::optional<kept_run>();
        before_.emplace(*job_.model);
        try {
            prepare(kept);
            while (!end_.stop) {
                epoch();
            }
            if (!kept || !kept->is_finished()) {
                finish();
            }
            give_result();
        } catch (...) {
            if (before_) {
                before_->put_back(*job_.model);
            } else {
                count_fit(); // the next one draws other shuffles
            }
            throw;
        }
        progress_.end();
        if (workers_.missing() > 0 && !job_.asked.is_quiet) {
            say("lagom: fit went on with " + std::to_string(workers_.size()) +
                " threads; the system refused to start " + std::to_string(workers_.missing()) + " more");
        }
        return std::move(result_);
    }

private:
    fit_job<T, D>& job_;
    interrupt_guard guard_;
    runners::team workers_;
    std::vector<std::uint32_t> places_;
    progress progress_;
    feeder<T, D> feeder_;
    std::chrono::steady_clock::time_point start_;
    long rows_ = 1, steps_per_epoch_ = 1, total_steps_ = 0;
    verdict end_;
    fit_result result_;
    runners::buffer<T> best_;
    run_place place_; // in the epoch that goes on
    double seconds_before_ = 0; // that earlier parts of the run took
    long fits_before_ = 0;
    std::optional<run_keeper<T, D>> keeper_;
    std::optional<safetensors_file> stopped_; // a run that ends within an epoch, as it was there
    std::optional<model_start<T>> before_; // until the first step
    double rate_ = 0;
    batch_change<T> mix_; // of this epoch
    scratch_file mark_; // what the program carried at an earlier step: a NaN is traced from there
    static constexpr long nowhere = -2;
    long marked_ = nowhere; // steps before it; -1: it could not be kept
    static constexpr long steps_between_marks = 1024; // a copy takes as long as a step or two

    [[nodiscard]] auto seconds() const -> double
    {
        return seconds_before_ +
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
    [[nodiscard]] auto parts() -> run_parts<T>
    {
        return {*job_.training, *job_.model, *job_.until, result_, place_, best_, seconds_before_};
    }
    /// All that comes before the first step.
    void prepare(std::optional<kept_run>& kept)
    {
        fits_before_ = kept ? kept->fits() : job_.model->fits();
        job_.noise = kept ? kept->noise() : job_.noise;
        job_.training->set_batch(rows_);
        if (kept) {
            auto run = parts();
            kept->unpack(run);
            rate_ = rate_after(std::max(result_.steps - 1, 0L));
            keeper_->say_where(*kept);
        } else {
            measure_features(*job_.model, job_.training->plan(), *job_.train);
        }
        note_data();
        job_.training->set_seed(job_.noise);
        job_.training->read_rates();
        job_.training->take_model();
        if (kept && job_.evaluating != nullptr) {
            job_.evaluating->read_rates(); // which a callback may have set
        }
        if (!kept && job_.restores) {
            consider_start();
        }
        bool const is_finished = kept && kept->is_finished();
        if (keeper_ && !is_finished) { // that it can be kept is known now, or it does not begin
            keeper_->write(pack(), parts(), fits_before_, false);
        }
        if (is_finished) {
            result_.seconds = seconds_before_;
            end_.stop = true;
        } else if (kept && kept->ends().stop) {
            end_ = kept->ends();
        } else if (guard_.asked()) { // SIGTERM came in an earlier fit
            end_ = by_signal();
        }
    }
    static auto by_signal() -> verdict
    {
        return {.stop = true, .clause = by_interrupt, .written = "an interrupt"};
    }
    /// What the run starts from may be the best that it returns.
    void consider_start()
    {
        epoch_record r;
        r.training_loss = not_known;
        validate(r);
        job_.until->consider(evaluation_of(r));
        best_ = job_.model->values().numbers();
    }
    /// The run as it is now, with the time that it has taken.
    [[nodiscard]] auto pack() -> safetensors_file
    {
        double now = seconds();
        return pack_run(run_parts<T>{*job_.training, *job_.model, *job_.until, result_, place_, best_, now});
    }
    /// What the model knows of its data and its loss from now on.
    void note_data()
    {
        auto notes = job_.model->notes();
        auto const take = [](std::vector<std::string>& to, std::vector<std::string> const& from) {
            to = from.empty() ? to : from;
        };
        take(notes.class_names, job_.train->class_names());
        take(notes.column_names, job_.train->column_names());
        take(notes.target_names, job_.train->target_names());
        notes.outputs = job_.outputs;
        notes.of_pixels = job_.train->are_pixels();
        job_.model->set_notes(std::move(notes));
    }
    void epoch()
    {
        auto const number = static_cast<std::uint32_t>(result_.epochs + 1);
        begin_epoch(number);
        auto& at = place_;
        while (at.step < steps_per_epoch_ && !end_.stop) {
            mark();
            double const loss = one_step(at.step);
            at.loss += loss;
            at.right += right_in(at.step);
            at.seen += static_cast<long>(examples_of(at.step).size());
            ++at.step;
            end_ = job_.until->within(result_.steps, seconds());
            if (!std::isfinite(loss)) {
                end_ = diverged(number);
            } else if (guard_.asked()) {
                end_ = by_signal();
            }
            progress_.after_step(number, at.step, at.loss, counts_right() ? at.right : not_known,
                                 static_cast<std::size_t>(at.seen));
            if (!end_.stop && keeper_ && keeper_->is_due(result_.steps)) {
                keeper_->write_or_say(pack(), parts(), fits_before_, false);
            }
        }
        if (end_.stop && keeper_) {
            stopped_ = pack();
        }
        ++result_.epochs;
        auto const ended = std::exchange(place_, run_place());
        auto const examples = static_cast<double>(std::max(ended.seen, 1L));
        after_epoch(ended.loss / examples, counts_right() ? ended.right / examples : not_known);
    }
    [[nodiscard]] auto counts_right() const -> bool { return job_.rule.classifies || job_.rule.several; }
    /// Examples of the step just taken that were told right; 0 where there are no classes.
    [[nodiscard]] auto right_in(long step) const -> double
    {
        auto const labels = job_.train->has_classes() && !mix_
            ? std::span<std::int32_t const>(job_.train->labels())
            : std::span<std::int32_t const>();
        return counts_right()
            ? count_right(*job_.training, labels, examples_of(step), job_.rule) / positions()
            : 0;
    }
    void begin_epoch(std::uint32_t number)
    {
        shuffle(places_, job_.noise, number);
        feeder_.set_change(job_.augment ? job_.augment(number) : row_change<augmented_number<T, D>>());
        mix_ = job_.mix ? job_.mix(number) : batch_change<T>();
    }
    /// The places of a step of the epoch.
    [[nodiscard]] auto examples_of(long step) const -> std::span<std::uint32_t const>
    {
        auto const first = static_cast<std::size_t>(step * rows_);
        auto const count =
            step + 1 == steps_per_epoch_ ? places_.size() - first : static_cast<std::size_t>(rows_);
        return {places_.data() + first, count};
    }
    /// A step of the epoch. Returns the sum of the examples' losses.
    auto one_step(long in_epoch) -> double
    {
        auto const here = examples_of(in_epoch);
        auto& program = *job_.training;
        auto const& p = program.plan();
        take_rate();
        program.set_batch(static_cast<long>(here.size()));
        feeder_.feed(workers_, here);
        if (in_epoch + 1 < steps_per_epoch_) {
            feeder_.expect(examples_of(in_epoch + 1));
        }
        feed_targets<T, D>(program, *job_.train, here, job_.rule);
        if (mix_) {
            mix_(program.tile(p.input), program.tile(p.target), static_cast<std::uint32_t>(in_epoch));
        }
        before_.reset(); // from here on the model is another one
        program.run(workers_, static_cast<std::uint32_t>(++result_.steps));
        auto const* const losses = program.column(p.loss);
        double sum = 0;
        for (long r = 0; r < static_cast<long>(here.size()) * job_.rule.positions; ++r) {
            sum += static_cast<double>(losses[r]);
        }
        return sum / positions();
    }
    /// Of an example's output: its loss, and what is right of it, are means over them.
    [[nodiscard]] auto positions() const -> double { return static_cast<double>(job_.rule.positions); }
    /// The rate of the step behind `steps` others.
    [[nodiscard]] auto rate_after(long steps) const -> double
    {
        double const rate = job_.rate({.step = static_cast<double>(steps),
                                       .steps_per_epoch = static_cast<double>(steps_per_epoch_),
                                       .total_steps = static_cast<double>(total_steps_)});
        return checked_rate(job_.training->plan(), job_.optimizer, rate, [&] {
            return "at step " + std::to_string(steps + 1) + ", in epoch " +
                std::to_string(result_.epochs + 1);
        });
    }
    void take_rate()
    {
        try {
            rate_ = rate_after(result_.steps);
        } catch (...) {
            job_.training->give_model(); // as the last step left it
            throw;
        }
        job_.training->set_learning_rate(rate_);
    }
    void mark()
    {
        auto& program = *job_.training;
        bool const first = marked_ == nowhere; // of this part of the run
        if ((result_.steps % steps_between_marks != 0 && !first) ||
            (result_.steps > 0 && !program.model_is_finite())) {
            return;
        }
        bool kept = mark_.rewind();
        program.for_each_carried([&](std::span<T const> numbers) {
            kept = kept && mark_.write(numbers);
        });
        kept = mark_.flush() && kept;
        if (!kept && marked_ == nowhere && !job_.asked.is_quiet) {
            say("lagom: there is no room for a temporary file; where a NaN began will not be known");
        }
        marked_ = kept ? result_.steps : -1;
    }
    auto return_to_mark() -> bool
    {
        bool found = marked_ >= 0 && mark_.rewind();
        job_.training->for_each_carried([&](std::span<T> numbers) {
            found = found && mark_.read(numbers);
        });
        result_.steps = marked_;
        return found;
    }
    /// Takes the steps since the mark once more and says which was the first to spoil the loss or the model,
    /// and where in it. Nothing, if they do not end as they did: a callback may have changed the model.
    auto traced() -> std::string
    {
        auto& program = *job_.training;
        long const last = result_.steps;
        std::vector<T> ended, before, after;
        std::string where;
        program.save(ended);
        bool const found = return_to_mark();
        for (bool finite = true; found && result_.steps < last && !guard_.asked();) {
            long const step = result_.steps % steps_per_epoch_;
            if (step == 0 || result_.steps == marked_) {
                begin_epoch(static_cast<std::uint32_t>(result_.steps / steps_per_epoch_ + 1));
            }
            program.save(before);
            bool const spoiled = !std::isfinite(one_step(step)) || !program.model_is_finite();
            program.save(after);
            if (finite && spoiled) {
                program.load(before);
                where = birth_in(program, job_.formulas, examples_of(step));
                where = where.empty()
                    ? ""
                    : "; it began at step " + std::to_string(result_.steps) + " with " + where;
                program.load(after);
            }
            finite = finite && !spoiled;
        }
        result_.steps = last;
        program.load(ended);
        bool const same = after.size() == ended.size() &&
            std::memcmp(after.data(), ended.data(), ended.size() * sizeof(T)) == 0;
        return same ? where : "";
    }
    auto diverged(std::uint32_t number, char const* what = "the loss") -> verdict
    {
        job_.training->give_model();
        std::string where;
        int broken = 0, all = 0;
        auto const& values = job_.model->values();
        for (auto const& e : values.entries()) {
            ++all;
            bool finite = true;
            e.for_each([&](long r, long c, long) {
                finite = finite && std::isfinite(values.element(e, r, c));
            });
            broken += finite ? 0 : 1;
            where = !finite && where.empty() ? e.path : where;
        }
        if (broken > 0) {
            where = "; after its update " + where + " holds a NaN or an infinity" +
                (broken > 1 ? ", and so do " + std::to_string(broken - 1) + " of the other " +
                         std::to_string(all - 1) + " tensors"
                            : "");
        }
        return {.stop = true,
                .clause = "divergence",
                .written = std::string("divergence: ") + what + " is no number any more at step " +
                    std::to_string(result_.steps) + ", in epoch " + std::to_string(number) + where +
                    traced()};
    }
    void after_epoch(double training_loss, double training_accuracy)
    {
        epoch_record r;
        r.epoch = result_.epochs;
        r.steps = result_.steps;
        r.rate = rate_;
        r.training_loss = training_loss;
        r.validation_loss = r.validation_accuracy = r.validation_balanced_accuracy = r.validation_macro_f1 =
            not_known;
        r.training_accuracy = training_accuracy;
        job_.training->give_model();
        bool const finite = job_.training->model_is_finite(); // a loss may stay so while a variance overflows
        if (job_.validation != nullptr && finite) {
            validate(r);
        }
        r.penalties = job_.penalties();
        r.seconds = seconds();
        auto const v = job_.until->see(evaluation_of(r));
        if (!end_.stop) {
            end_ = v;
        }
        if (job_.validation != nullptr && job_.until->is_best()) {
            best_ = job_.model->values().numbers();
        }
        result_.best_epoch = job_.validation != nullptr ? job_.until->best_index() + 1 : 0;
        progress_.after_epoch(r, result_.best_epoch);
        call_back(r);
        bool const spoiled = job_.asked.after_epoch && !job_.training->model_is_finite(); // by that function
        bool const lost = !std::isfinite(training_loss) ||
            (job_.validation != nullptr && finite && !std::isfinite(r.validation_loss));
        if ((lost || !finite || spoiled) && end_.clause != "divergence") { // whatever else ends the run now
            end_ = diverged(static_cast<std::uint32_t>(result_.epochs), lost ? "the loss" : "the model");
        }
        result_.history.add(std::move(r));
    }
    /// What the user's function changed in the model holds from here on.
    void call_back(epoch_record const& r)
    {
        if (!job_.asked.after_epoch) {
            return;
        }
        if (!job_.asked.after_epoch(r) && !end_.stop) {
            end_ = {.stop = true, .clause = not_going_on, .written = "on_epoch, which returned false,"};
        }
        job_.training->read_rates();
        job_.training->take_model();
        if (job_.evaluating != nullptr) {
            job_.evaluating->read_rates();
        }
    }
    void validate(epoch_record& r)
    {
        auto const made = run_over(*job_.evaluating, workers_, *job_.validation, job_.validation_rule, false);
        r.validation_loss = made.loss;
        auto const scores = scores_of(made, *job_.validation, job_.validation_rule);
        r.validation_accuracy = scores.accuracy;
        r.validation_balanced_accuracy = scores.balanced_accuracy;
        r.validation_macro_f1 = scores.macro_f1;
    }
    void finish()
    {
        result_.clause = end_.clause;
        result_.description = end_.written;
        result_.seconds = seconds();
        result_.returned_epoch = returns_best() ? result_.best_epoch : result_.epochs;
        if (keeper_) {
            bool const finished = end_.clause != by_interrupt && end_.clause != not_going_on;
            keeper_->write_or_say(stopped_ ? std::move(*stopped_) : pack(), parts(), fits_before_, finished);
        }
    }
    [[nodiscard]] auto returns_best() const -> bool
    {
        return (job_.restores || result_.clause == by_interrupt) && best_.size() > 0;
    }
    /// What a run leaves behind: the weights that it returns, and that there was one.
    void give_result()
    {
        if (returns_best()) {
            auto& now = job_.model->values().numbers();
            std::copy_n(best_.data(), best_.size(), now.data());
        }
        result_.history.set_returned_epoch(result_.returned_epoch);
        count_fit();
    }
    void count_fit()
    {
        auto notes = job_.model->notes();
        notes.fits = fits_before_ + 1;
        job_.model->set_notes(std::move(notes));
    }
};

} // namespace

template <class T, class D>
auto run_fit(fit_job<T, D>& job) -> fit_result
{
    return fitting<T, D>(job).run();
}

#define LAGOM_FIT(T, D) template auto run_fit(fit_job<T, D>&) -> fit_result;
LAGOM_FIT(float, float)
LAGOM_FIT(float, double)
LAGOM_FIT(double, float)
LAGOM_FIT(double, double)
LAGOM_FIT(float, std::uint8_t)
LAGOM_FIT(double, std::uint8_t)
#undef LAGOM_FIT

} // namespace lagom::trainers
