#include "core/mass_confidence.h"
#include <algorithm>

namespace simwright {

double expectedError(const MassProperties& m) {
  // A surface inside out may be a room seen from within; a solid in a solid may be a cavity wound wrongly.
  double error = m.insideOut || m.nestedIgnored > 0 ? 0.005 : 0;
  if (m.method == MassMethod::exact) return error;
  error += 1e-5; // something was repaired
  error += 0.1 * m.overlapSpread + 0.002 * m.overlapShare;
  error += 0.02 * m.capShare + 0.2 * m.capBulge;
  error += m.looseShare;
  const double gap = m.columnVolume > 0 ? std::abs(m.columnVolume / m.volume - 1) : 0;
  if (m.holes > 0) error += 0.02 * std::min(gap, 1.0);
  error += m.shares.columns * (0.01 + m.badColumns / 4 + m.axisSpread);
  error += m.shares.plates * 0.09;
  return error;
}

double confidenceOf(const MassProperties& m) {
  return 1 / (1 + expectedError(m) / 0.03);
}

} // namespace simwright
