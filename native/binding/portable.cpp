// Keeps the addon loadable on older systems. g++ 12 calls std::__throw_bad_array_new_length from containers, which only
// libstdc++ of GCC 11 and later has (GLIBCXX_3.4.29); the linker routes those calls here (see CMakeLists.txt).
#include <new>

extern "C" [[noreturn]] void __wrap__ZSt28__throw_bad_array_new_lengthv() {
  throw std::bad_array_new_length();
}
