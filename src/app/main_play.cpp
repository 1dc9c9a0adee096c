#include "play/program.hpp"

int main(int argc, char** argv) { return wt::play::program(argc, argv); }
