/// The process ends before the next effect.
struct Crash: Error {}
