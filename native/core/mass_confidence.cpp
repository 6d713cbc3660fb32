#include "core/mass_confidence.h"

namespace simwright {

double expectedError(const MassProperties& m) {
  // A surface inside out may be a room seen from within. Judgement, not measured.
  double error = m.insideOut ? 0.005 : 0;
  if (m.method == MassMethod::exact) return error;
  // Repairs of winding and of doubled triangles, and solids in solids counted once, came out exact in every planted
  // case; what is left is that the surface may mean something else.
  error += m.nestedIgnored > 0 ? 5e-5 : 1e-6;
  if (m.overlapShare > 0) error += 1e-4 + 0.8 * m.overlapSpread;
  // Missing triangles put back: errors of 1e-6 to 2e-4. Larger caps: a third of what their curvature adds, and some
  // more where a hole takes away what stood out.
  if (m.holes > 0) error += 1e-3 * m.capShare;
  if (m.wideHoles > 0) error += 0.002 + 0.4 * m.capBulge;
  error += m.looseShare;
  error += m.shares.columns * (0.01 + m.badColumns / 4 + m.axisSpread);
  error += m.shares.plates * 0.09;
  return error;
}

double confidenceOf(const MassProperties& m) {
  return 1 / (1 + expectedError(m) / 0.03);
}

} // namespace simwright
