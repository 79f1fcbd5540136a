/*
 * QuantLib as rival: blackFormula, BlackCalculator (value, and value with four Greeks) on the list of independent options,
 * and AnalyticEuropeanEngine on the grid (quotes moved to each scenario, then NPV), one thread.
 *
 *   quantlib FOLDER WORK REPEATS LIMIT [OUTPUT]
 *
 * Arguments and output as for native.c. The engine prices the strikes of the first underlying, every one with a volatility
 * quote and process of its own as a surface would give it; LIMIT is then the number of scenarios.
 */
#include <ctime>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/analyticeuropeanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <ql/version.hpp>

using namespace QuantLib;

static std::string folder;

template <class T>
static std::vector<T> readArray(const std::string &name) {
  std::ifstream file(folder + "/" + name, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + name);
  std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

/* The work of one call and what it leaves in `result`. */
struct Work {
  std::function<void()> run;
  double optionsPerCall;
  std::vector<double> result;
};

struct List {
  std::vector<double> forwards = readArray<double>("list.forwards.f64"), strikes = readArray<double>("list.strikes.f64"),
                      vols = readArray<double>("list.vols.f64"), years = readArray<double>("list.years.f64"),
                      roots = readArray<double>("list.sqrtTimes.f64"), discounts = readArray<double>("list.discounts.f64"),
                      isPut = readArray<double>("list.isPut.f64");
  Option::Type type(std::size_t i) const { return isPut[i] == 1 ? Option::Put : Option::Call; }
};

static void listWork(Work &work, const std::string &name, std::size_t limit) {
  auto list = std::make_shared<List>();
  const std::size_t count = limit == 0 || limit > list->forwards.size() ? list->forwards.size() : limit;
  work.optionsPerCall = static_cast<double>(count);
  work.result.resize(count);
  auto *out = &work.result;
  if (name == "blackFormula") {
    work.run = [=] {
      for (std::size_t i = 0; i < count; i++)
        (*out)[i] = blackFormula(list->type(i), list->strikes[i], list->forwards[i], list->vols[i] * list->roots[i],
                                 list->discounts[i]);
    };
  } else if (name == "calculator") {
    work.run = [=] {
      for (std::size_t i = 0; i < count; i++)
        (*out)[i] = BlackCalculator(list->type(i), list->strikes[i], list->forwards[i], list->vols[i] * list->roots[i],
                                    list->discounts[i])
                        .value();
    };
  } else {
    auto greeks = std::make_shared<std::vector<double>>(4 * count);
    work.run = [=] {
      for (std::size_t i = 0; i < count; i++) {
        BlackCalculator c(list->type(i), list->strikes[i], list->forwards[i], list->vols[i] * list->roots[i],
                          list->discounts[i]);
        (*out)[i] = c.value();
        (*greeks)[4 * i] = c.deltaForward();
        (*greeks)[4 * i + 1] = c.gammaForward();
        (*greeks)[4 * i + 2] = c.vega(list->years[i]);
        (*greeks)[4 * i + 3] = c.theta(list->forwards[i], list->years[i]);
      }
    };
  }
}

/* With a dividend yield equal to the rate the forward is the spot, so the engine gives the grid's prices. */
static void engineWork(Work &work, std::size_t limit) {
  const auto sizes = readArray<std::uint32_t>("sizes.u32");
  const std::size_t strikeCount = sizes[1], scenarios = sizes[3];
  const std::size_t count = limit == 0 || limit > scenarios ? scenarios : limit;
  const auto forwards = std::make_shared<std::vector<double>>(readArray<double>("grid.forwards.f64"));
  const auto factors = std::make_shared<std::vector<double>>(readArray<double>("grid.factors.f64"));
  const auto vols = std::make_shared<std::vector<double>>(readArray<double>("strike.vols.f64"));
  const auto years = readArray<double>("strike.years.f64"), strikes = readArray<double>("strike.strikes.f64");
  const Date today(15, June, 2026);
  Settings::instance().evaluationDate() = today;
  const DayCounter days = Actual365Fixed();
  const auto spot = ext::make_shared<SimpleQuote>((*forwards)[0]);
  const Handle<YieldTermStructure> curve(ext::make_shared<FlatForward>(today, 0.03, days));
  auto quotes = std::make_shared<std::vector<ext::shared_ptr<SimpleQuote>>>();
  auto options = std::make_shared<std::vector<ext::shared_ptr<VanillaOption>>>();
  for (std::size_t k = 0; k < strikeCount; k++) {
    quotes->push_back(ext::make_shared<SimpleQuote>((*vols)[k]));
    const auto process = ext::make_shared<BlackScholesMertonProcess>(
        Handle<Quote>(spot), curve, curve,
        Handle<BlackVolTermStructure>(
            ext::make_shared<BlackConstantVol>(today, NullCalendar(), Handle<Quote>(quotes->back()), days)));
    const auto engine = ext::make_shared<AnalyticEuropeanEngine>(process);
    for (const auto type : {Option::Call, Option::Put}) {
      options->push_back(ext::make_shared<VanillaOption>(
          ext::make_shared<PlainVanillaPayoff>(type, strikes[k]),
          ext::make_shared<EuropeanExercise>(today + static_cast<int>(years[k] * 365 + 0.5))));
      options->back()->setPricingEngine(engine);
    }
  }
  work.optionsPerCall = static_cast<double>(count * options->size());
  work.result.resize(count * options->size());
  auto *out = &work.result;
  work.run = [=] {
    for (std::size_t s = 0; s < count; s++) {
      spot->setValue((*forwards)[s]);
      for (std::size_t k = 0; k < strikeCount; k++) (*quotes)[k]->setValue((*vols)[k] * (*factors)[s]);
      for (std::size_t i = 0; i < options->size(); i++) (*out)[i * count + s] = (*options)[i]->NPV();
    }
  };
}

static double cpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

int main(int count, char **arguments) try {
  if (count < 5) throw std::runtime_error("usage: quantlib FOLDER WORK REPEATS LIMIT [OUTPUT]");
  folder = arguments[1];
  const std::string name = arguments[2];
  const int repeats = std::atoi(arguments[3]);
  const std::size_t limit = std::strtoul(arguments[4], nullptr, 10);
  Work work;
  if (name == "engine") engineWork(work, limit);
  else if (name == "blackFormula" || name == "calculator" || name == "calculatorGreeks") listWork(work, name, limit);
  else throw std::runtime_error("no such work: " + name);

  work.run();
  std::printf("{\"id\":\"%s\",\"unit\":\"options/s\",\"version\":\"QuantLib %s\",\"samples\":[", name.c_str(), QL_VERSION);
  for (int r = 0; r < repeats; r++) {
    const double before = cpuSeconds();
    work.run();
    std::printf("%s%.6g", r ? "," : "", work.optionsPerCall / (cpuSeconds() - before));
  }
  double checksum = 0;
  for (const double value : work.result) checksum += value;
  std::printf("],\"checksum\":%.17g}\n", checksum);
  if (count > 5) {
    std::ofstream file(arguments[5], std::ios::binary);
    file.write(reinterpret_cast<const char *>(work.result.data()), static_cast<std::streamsize>(work.result.size() * 8));
  }
  return 0;
} catch (const std::exception &error) {
  std::cerr << "QuantLib rival: " << error.what() << '\n';
  return 1;
}
