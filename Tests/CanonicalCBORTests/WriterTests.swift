import CanonicalCBOR
import TestSupport
import Testing

@Suite("Values written one after the other") struct WriterTests {
    @Test("are the bytes of the tree that they would be", arguments: 0..<100 as Range<UInt64>)
    func sameAsTree(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var writer = CBORWriter()
        let count = Int.random(in: 0...40, using: &random)
        writer.openArray(of: count)
        var items: [CBOR] = []
        for _ in 0..<count {
            let bits = UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0...63, using: &random), using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                writer.append(bits)
                items.append(.unsigned(bits))
            case 1:
                writer.append(UInt32(truncatingIfNeeded: bits))
                items.append(.unsigned(bits & 0xFFFF_FFFF))
            case 2:
                writer.append(Int64(bitPattern: bits))
                items.append(.integer(Int64(bitPattern: bits)))
            case 3:
                writer.append(-1 - Int64(bits >> 1))
                items.append(.integer(-1 - Int64(bits >> 1)))
            case 4:
                writer.appendNull()
                items.append(.null)
            default:
                let nested = CBOR.array([.text("x"), .unsigned(bits)])
                writer.append(nested)
                items.append(nested)
            }
        }
        #expect(writer.bytes == CBOR.array(items).encoded())
        #expect(try CBOR(decoding: writer.bytes) == .array(items))
    }
}
