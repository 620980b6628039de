internal import CSodium

/// A secret in guarded memory: kept from core dumps and swap where the system allows, zeroed when it goes away.
final class SecretBytes: Sendable {
    let count: Int
    // Written once, by `init` and before anyone else has this object, then only read until `deinit`.
    private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

    /// Lets `fill` write the secret; it returns false when it could not.
    init(count: Int, filledBy fill: (UnsafeMutablePointer<UInt8>) -> Bool) throws(IdentityError) {
        guard Sodium.isReady, let memory = sodium_malloc(count) else { throw .cryptographyUnavailable }
        self.count = count
        self.memory = memory
        guard fill(memory.bindMemory(to: UInt8.self, capacity: count)) else { throw .cryptographyUnavailable }
    }

    deinit {
        Self.wipe(self.memory, self.count)
        sodium_free(self.memory)
    }

    /// Overwrites a secret so that no optimiser can leave it out.
    static func wipe(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        sodium_memzero(memory, count)
    }

    /// The pointer is valid only inside `body`.
    func withUnsafeBytes<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
        defer { withExtendedLifetime(self) {} }
        return body(UnsafePointer(self.memory.assumingMemoryBound(to: UInt8.self)))
    }
}
