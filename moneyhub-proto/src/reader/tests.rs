//! What the second look does, over a few types made for it.
