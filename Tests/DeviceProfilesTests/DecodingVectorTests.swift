import DeviceProfiles
import Metering
import Testing

/// Worked out by hand: the bytes of a value, in the four orders that occur in the field.
@Suite struct DecodingVectorTests {
    private func field(_ type: RegisterType, _ order: WordOrder, scale: Scale = .one) -> RegisterField {
        RegisterField(name: "x", table: .holdingRegister, address: 0, type: type, order: order, scale: scale)
    }

    private static let vectors: [(RegisterType, Int64, [WordOrder: [UInt16]])] = [
        (.u16, 0x1234, [.abcd: [0x1234], .cdab: [0x1234], .badc: [0x3412], .dcba: [0x3412]]),
        (.i16, -2, [.abcd: [0xFFFE], .cdab: [0xFFFE], .badc: [0xFEFF], .dcba: [0xFEFF]]),
        (
            .u32, 0x0102_0304,
            [.abcd: [0x0102, 0x0304], .cdab: [0x0304, 0x0102], .badc: [0x0201, 0x0403], .dcba: [0x0403, 0x0201]]
        ),
        (
            .i32, -3,
            [.abcd: [0xFFFF, 0xFFFD], .cdab: [0xFFFD, 0xFFFF], .badc: [0xFFFF, 0xFDFF], .dcba: [0xFDFF, 0xFFFF]]
        ),
        (
            .u64, 0x0102_0304_0506_0708,
            [
                .abcd: [0x0102, 0x0304, 0x0506, 0x0708], .cdab: [0x0708, 0x0506, 0x0304, 0x0102],
                .badc: [0x0201, 0x0403, 0x0605, 0x0807], .dcba: [0x0807, 0x0605, 0x0403, 0x0201],
            ]
        ),
        (
            .i64, -4,
            [
                .abcd: [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFC], .cdab: [0xFFFC, 0xFFFF, 0xFFFF, 0xFFFF],
                .badc: [0xFFFF, 0xFFFF, 0xFFFF, 0xFCFF], .dcba: [0xFCFF, 0xFFFF, 0xFFFF, 0xFFFF],
            ]
        ),
        // 230 = 0x43660000.
        (
            .f32, 230,
            [.abcd: [0x4366, 0], .cdab: [0, 0x4366], .badc: [0x6643, 0], .dcba: [0, 0x6643]]
        ),
        // -1000 = 0xC08F400000000000.
        (
            .f64, -1000,
            [
                .abcd: [0xC08F, 0x4000, 0, 0], .cdab: [0, 0, 0x4000, 0xC08F],
                .badc: [0x8FC0, 0x0040, 0, 0], .dcba: [0, 0, 0x0040, 0x8FC0],
            ]
        ),
        (.bcd16, 1234, [.abcd: [0x1234], .cdab: [0x1234], .badc: [0x3412], .dcba: [0x3412]]),
        (
            .bcd32, 12_345_678,
            [.abcd: [0x1234, 0x5678], .cdab: [0x5678, 0x1234], .badc: [0x3412, 0x7856], .dcba: [0x7856, 0x3412]]
        ),
        (.bits(first: 4, count: 3), 5, [.abcd: [0x0050], .cdab: [0x0050], .badc: [0x5000], .dcba: [0x5000]]),
    ]

    @Test(arguments: Self.vectors.indices, WordOrder.allCases)
    func decodesAndEncodes(index: Int, order: WordOrder) throws {
        let (type, value, words) = Self.vectors[index]
        let field = self.field(type, order)
        let expected = try #require(words[order])
        #expect(field.decode(expected) == .value(value))
        #expect(try field.encode(value) == expected)
    }

    @Test func stringsKeepTheirRegistersInReadingOrder() throws {
        for (order, words) in [
            (WordOrder.abcd, [0x4142, 0x4320] as [UInt16]), (.cdab, [0x4142, 0x4320]), (.badc, [0x4241, 0x2043]),
            (.dcba, [0x4241, 0x2043]),
        ] {
            #expect(self.field(.string(registers: 2), order).decode(words) == .text("ABC"))
        }
        let field = self.field(.string(registers: 3), .abcd)
        #expect(try field.encode(text: "B23 1") == [0x4232, 0x3320, 0x3100])
        #expect(field.decode([0x4232, 0x3320, 0x3100]) == .text("B23 1"))
        #expect(field.decode([0, 0, 0]) == .absent(.empty))
        #expect(field.decode([0xFFFF, 0xFFFF, 0xFFFF]) == .absent(.empty))
        #expect(field.decode([0x2020, 0x2020, 0x2020]) == .absent(.empty))
        #expect(field.decode([0x4207, 0x3320, 0x3100]) == .absent(.malformed))
        #expect(throws: ProfileError.self) { try field.encode(text: "1234567") }
        #expect(throws: ProfileError.self) { try field.encode(text: "é") }
        #expect(throws: ProfileError.self) { try field.encode(1) }
    }

    @Test func coilsAreZeroOrOne() {
        let coil = RegisterField(name: "x", table: .coil, address: 0, type: .coil)
        #expect(coil.decode([0]) == .value(0))
        #expect(coil.decode([1]) == .value(1))
        #expect(coil.decode([0xFF00]) == .absent(.malformed))
    }

    @Test func whatIsNoNumberIsAbsentWithItsReason() {
        let float = self.field(.f32, .abcd)
        #expect(float.decode([0x7FC0, 0]) == .absent(.notFinite))
        #expect(float.decode([0x7F80, 0]) == .absent(.notFinite))
        #expect(float.decode([0xFF80, 0]) == .absent(.notFinite))
        #expect(self.field(.f64, .abcd).decode([0x7FF8, 0, 0, 0]) == .absent(.notFinite))
        #expect(float.decode([0x4366]) == .absent(.wrongLength(expected: 2, found: 1)))
        #expect(float.decode([]) == .absent(.wrongLength(expected: 2, found: 0)))
        #expect(self.field(.bcd16, .abcd).decode([0x12A4]) == .absent(.malformed))
        #expect(self.field(.u64, .abcd).decode([0x8000, 0, 0, 0]) == .absent(.outOfRange))
        #expect(float.decode([0x7F7F, 0xFFFF]) == .absent(.outOfRange))
        let marked = RegisterField(
            name: "x", table: .inputRegister, address: 0, type: .i16, absentPatterns: [0x8000])
        #expect(marked.decode([0x8000]) == .absent(.marker(0x8000)))
        #expect(throws: ProfileError.self) { try marked.encode(-32_768) }
    }

    @Test func roundsHalfAwayFromZeroAfterTheExactValue() throws {
        // 0.5, 1.5, -0.5, -2.5 and the float next below 0.5, all in the base unit.
        let float = self.field(.f32, .abcd)
        for (bits, expected) in [
            (0x3F00_0000, 1), (0x3FC0_0000, 2), (0xBF00_0000, -1), (0xC020_0000, -3), (0x3EFF_FFFF, 0), (1, 0),
            (0x8000_0000, 0),
        ] as [(UInt32, Int64)] {
            #expect(float.decode([UInt16(bits >> 16), UInt16(bits & 0xFFFF)]) == .value(expected))
        }
        // 1234.56 kWh as binary32 is 1234.56005859375 kWh exactly.
        let energy = self.field(.f32, .abcd, scale: try #require(Scale(decimal: "1", multiplier: 1000)))
        #expect(energy.decode([0x449A, 0x51EC]) == .value(1_234_560))
        let tenths = self.field(.i16, .abcd, scale: try #require(Scale(decimal: "0.1")))
        #expect(tenths.decode([5]) == .value(1))
        #expect(tenths.decode([0xFFFB]) == .value(-1))
        #expect(tenths.decode([4]) == .value(0))
    }

    @Test func readsSchneidersFourQuadrants() throws {
        let field = RegisterField(
            name: "pf", table: .holdingRegister, address: 0, type: .f32,
            scale: try #require(Scale(decimal: "1", multiplier: 10_000)), unit: .powerFactor,
            powerFactor: .schneiderFourQuadrant)
        for (register, expected) in [(0.75, 7500), (1.25, 7500), (-0.75, -7500), (-1.25, -7500), (1, 10_000), (0, 0)]
            as [(Float, Int64)]
        {
            let bits = register.bitPattern
            #expect(field.decode([UInt16(bits >> 16), UInt16(bits & 0xFFFF)]) == .value(expected))
        }
        let three = Float(3).bitPattern
        #expect(field.decode([UInt16(three >> 16), 0]) == .absent(.outOfRange))
    }
}
