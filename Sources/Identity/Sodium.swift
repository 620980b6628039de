internal import CSodium

/// The cryptographic library, made ready once.
enum Sodium {
    /// Whether the library could start; the first reader starts it, and a static `let` makes that safe from any thread.
    static let isReady: Bool = sodium_init() >= 0
}
