/// Bytes as a hostile hand or a bad line leaves them.
enum Mangler {
    static func mangled(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
        guard !bytes.isEmpty else { return [0] }
        var bytes = bytes
        switch chance.below(5) {
        case 0: bytes.removeLast(1 + chance.below(bytes.count))
        case 1: bytes.append(UInt8(chance.below(256)))
        case 2: bytes = (0..<chance.below(200)).map { _ in UInt8(chance.below(256)) }
        default:
            for _ in 0...chance.below(3) { bytes[chance.below(bytes.count)] ^= UInt8(1 << chance.below(8)) }
        }
        return bytes
    }
}
