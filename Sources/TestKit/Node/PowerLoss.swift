/// The power goes before the next effect.
struct PowerLoss: Error {}
