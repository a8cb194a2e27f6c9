//! Pages for signed-in people.
