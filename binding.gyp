# A door, not a build: node-gyp (and so prebuildify) hands over to CMake through cmake-js.
# The output is never created, so that CMake alone decides what is out of date.
{ "targets": [ { "target_name": "native", "type": "none", "actions": [ {
    "action_name": "hand_over_to_cmake",
    "inputs": ["CMakeLists.txt"],
    "outputs": ["never-written"],
    "action": ["node", "<!(node -p \"require.resolve('cmake-js/bin/cmake-js')\")", "build", "-O", "build/cmake"] } ] } ] }
