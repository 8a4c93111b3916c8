//! What is complete, and what is being written.

mod attribute;
mod half_written;
mod keys;
mod map;
mod values;
