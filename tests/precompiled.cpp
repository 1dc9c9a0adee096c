// Nothing: gives the precompiled header a source to be built for.
