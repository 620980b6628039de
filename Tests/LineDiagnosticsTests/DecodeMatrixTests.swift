import DeviceProfiles
import LineDiagnostics
import ModbusProtocol
import TestSupport
import Testing

@Suite struct DecodeMatrixTests {
    @Test(
        arguments: [
            ([0x4366, 0x1A2B], "f32", "ABCD", "V"), ([0x1A2B, 0x4366], "f32", "CDAB", "V"),
            ([0x6643, 0x2B1A], "f32", "BADC", "V"), ([0x2B1A, 0x6643], "f32", "DCBA", "V"),
            ([0x4247, 0xF3B6], "f32", "ABCD", "Hz"), ([0x406C, 0xC353, 0xF7CE, 0xD917], "f64", "ABCD", "V"),
            ([2301], "u16", "ABCD", "V"), ([4998], "u16", "ABCD", "Hz"),
        ] as [([UInt16], String, String, String)])
    func `the right type and order come first`(words: [UInt16], type: String, order: String, unit: String) throws {
        let best = try #require(DecodeMatrix(words: words, address: 10).candidates.first)
        #expect(best.typeName == type)
        #expect(best.order.rawValue == order)
        #expect(best.meanings.contains { $0.hasSuffix(unit) })
        #expect(best.address == 10)
    }

    @Test func `a text is a text`() throws {
        let best = try #require(DecodeMatrix(words: [0x5344, 0x4D36, 0x3330, 0]).candidates.first)
        #expect(best.value == "SDM630")
    }

    @Test func `neighbours show an address that is off by one`() throws {
        let matrix = DecodeMatrix(words: [0, 0x4366, 0x1A2B, 0], address: 99)
        #expect(matrix.candidates.first?.address == 100)
        #expect(matrix.candidates(at: 0).first?.score ?? 100 < matrix.candidates[0].score)
    }

    @Test(arguments: 1...30)
    func `any words give finite scores in order`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = (0...random.below(12)).map { _ in UInt16.random(in: 0...0xFFFF, using: &random) }
        let extremes: [[UInt16]] = [words, words.map { _ in 0xFFFF }, words.map { _ in 0x8000 }, words.map { _ in 0 }]
        for words in extremes {
            let scores = DecodeMatrix(words: words, address: 0xFFFF).candidates.map(\.score)
            #expect(scores == scores.sorted(by: >))
            #expect(scores.allSatisfy { (0...100).contains($0) })
        }
    }
}
