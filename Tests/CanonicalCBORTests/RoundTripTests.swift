import CanonicalCBOR
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func valuesComeBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = CBOR.random(depth: 3, using: &generator)
        let bytes = value.encoded()
        #expect(bytes.count == value.encodedCount)
        #expect(try CBOR(decoding: bytes) == value)
        #expect(throws: CBORError(.trailingBytes(1), offset: bytes.count)) { try CBOR(decoding: bytes + [0]) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func everyPrefixIsTruncated(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = CBOR.array([.random(depth: 1, using: &generator), .null]).encoded()
        for count in 0..<min(bytes.count, 600) {
            let error = #expect(throws: CBORError.self) { try CBOR(decoding: Array(bytes.prefix(count))) }
            guard case .truncated = error?.problem else {
                Issue.record("prefix of \(count) bytes: \(String(describing: error))")
                return
            }
        }
    }

    /// Nobody can write a value in a second way: whatever bytes the decoder accepts, the encoder writes again.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func acceptedBytesAreTheOnlyEncoding(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let original = CBOR.random(depth: 2, using: &generator).encoded()
        for _ in 0..<40 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: bytes.insert(.random(in: 0...255, using: &generator), at: index)
                default: if bytes.count > 1 { bytes.remove(at: index) }
                }
            }
            guard let value = try? CBOR(decoding: bytes) else { continue }
            #expect(value.encoded() == bytes)
        }
    }

    @Test func noBytesTrap() {
        var generator = SeededGenerator(seed: 99)
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            guard let value = try? CBOR(decoding: bytes) else { continue }
            accepted += 1
            #expect(value.encoded() == bytes)
        }
        #expect(accepted > 100)
    }

    @Test func aBlockOfOneMegabyte() throws {
        let transaction = CBOR.array([.unsigned(70_000), .bytes([UInt8](repeating: 7, count: 950)), .text("₹"), .null])
        let block = CBOR.array([CBOR](repeating: transaction, count: 1_080))
        let bytes = block.encoded()
        #expect(bytes.count > 1_000_000)
        #expect(try CBOR(decoding: bytes) == block)
    }
}
