import DeviceProfiles
import TestSupport
import Testing

@Suite("Decoding many answers")
struct FieldDecoderTests {
    @Test("a decoder says what its field says, for every field of every shipped profile and any registers")
    func sameAsField() throws {
        var random = SeededGenerator(seed: 5)
        var compared = 0
        for profile in try ShippedProfiles.catalog().profiles {
            for field in profile.fields {
                guard let decoder = FieldDecoder(field) else { continue }
                for _ in 0..<20 {
                    let words = (0..<field.registerCount).map { _ in Self.word(&random) }
                    #expect(decoder.decode(words.span) == field.decode(words), "\(profile.name) \(field.name) \(words)")
                    compared += 1
                }
                let short = [UInt16](repeating: 0, count: field.registerCount + 1)
                #expect(decoder.decode(short.span) == field.decode(short))
            }
        }
        #expect(compared > 5000)
    }

    /// Registers as meters have them, and their extremes.
    private static func word(_ random: inout SeededGenerator) -> UInt16 {
        let extremes: [UInt16] = [0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x7FC0, 0x7F80, 0xFF80, 0x4248, 0x0080]
        return Bool.random(using: &random)
            ? .random(in: .min ... .max, using: &random) : extremes.randomElement(using: &random) ?? 0
    }
}
