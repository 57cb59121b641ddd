//! Counts allocations of this thread. This is no part of the library, since a program that is linked
//! with `allocation_counter` has its allocator. The bin `counts` takes this file as a module, too.

use moneyhub_bench::allocations::Footprint;

pub(crate) fn measure(work: &mut dyn FnMut()) -> Footprint {
    let info = allocation_counter::measure(work);
    Footprint { allocations: info.count_total, peak: info.bytes_max, left: info.bytes_current }
}
