/// A set of views above some view, one bit for each, the lowest first; no zero bytes at its end.
struct ViewBits: Hashable, Sendable {
    /// The most views: more than pass without finality in any outage that is survived, and 2 kB.
    static let maximumViews = 16_384
    static let maximumBytes = maximumViews / 8

    let base: UInt64
    private(set) var bytes: [UInt8]

    /// - Parameter bytes: at most ``maximumBytes``.
    init(base: UInt64, bytes: [UInt8] = []) {
        self.base = base
        self.bytes = bytes
    }

    var isCanonical: Bool { self.bytes.last != 0 }

    /// Adds a view; views too far above the base are left out.
    mutating func insert(_ view: UInt64) {
        guard view > self.base, view - self.base <= UInt64(Self.maximumViews) else { return }
        let bit = Int(view - self.base - 1)
        while self.bytes.count <= bit / 8 { self.bytes.append(0) }
        self.bytes[bit / 8] |= 1 << UInt8(bit % 8)
    }

    func contains(_ view: UInt64) -> Bool {
        guard view > self.base, view - self.base <= UInt64(Self.maximumViews) else { return false }
        let bit = Int(view - self.base - 1)
        return bit / 8 < self.bytes.count && self.bytes[bit / 8] & 1 << UInt8(bit % 8) != 0
    }
}
