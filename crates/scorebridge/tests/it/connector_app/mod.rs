//! The connector app as the portal hands it out, in an instance that does not have it: installed, gone through,
//! connected, upgraded and removed.

mod exercised;
mod package;
mod removed;
mod rights;
mod site;
mod upgraded;
