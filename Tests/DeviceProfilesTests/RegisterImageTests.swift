import DeviceProfiles
import Metering
import ModbusProtocol
import Testing

/// Every shipped profile against a device with that register image.
@Suite struct RegisterImageTests {
    private static let timing = LineTiming(baud: 9600, parity: .even, stopBits: 1)

    /// Reads all fields of a profile as the read planner groups them.
    private static func readAll(
        _ profile: DeviceProfile, _ image: RegisterImage
    ) throws -> [String: (value: FieldValue, reads: Int)] {
        var values: [String: (value: FieldValue, reads: Int)] = [:]
        for table in RegisterTable.allCases {
            let fields = profile.fields.filter { $0.table == table }
            let plan = ReadPlanner.plan(
                fields.map { RegisterSpan(address: $0.address, count: $0.registerCount) },
                limits: BlockLimits(
                    maximumCount: profile.maximumBlockRegisters, alignment: profile.alignment,
                    forbidden: profile.unreadableRanges(in: table)),
                cost: ReadCost(timing: Self.timing, turnaroundNanoseconds: 20_000_000, readsBits: table.holdsBits))
            #expect(plan.unreadable.isEmpty, "\(profile.name)")
            for block in plan.blocks {
                let question = RegisterQuestion(table: table, address: block.address, count: block.count)
                #expect(Int(block.address) % profile.alignment == 0 && block.count <= profile.maximumBlockRegisters)
                guard case .words(let words) = image.answer(question) else {
                    Issue.record("\(profile.name): \(question) is refused")
                    continue
                }
                for field in block.spans.map({ fields[$0] }) {
                    let start = Int(field.address) - Int(block.address)
                    let own = Array(words[start..<start + field.registerCount])
                    values[field.name] = (field.decode(own), plan.blocks.count)
                }
            }
        }
        return values
    }

    @Test(arguments: ShippedProfiles.files.map(\.name))
    func everyFieldDecodesFromPlannedReads(file: String) throws {
        let text = try #require(ShippedProfiles.files.first { $0.name == file }?.text)
        let profile = try DeviceProfile(yaml: text, file: file)
        let image = RegisterImage(RawProfile(text))
        #expect(image.profile.fields.count == profile.fields.count)
        let values = try Self.readAll(profile, image)
        for field in profile.fields {
            let value = try #require(values[field.name]?.value, "\(file) \(field.name)")
            if let text = image.texts[field.name] {
                #expect(value == .text(text), "\(file) \(field.name)")
            } else {
                #expect(value.number == image.numbers[field.name], "\(file) \(field.name)")
            }
        }
    }

    @Test(arguments: ShippedProfiles.files.map(\.name))
    func markersAndNoNumbersAreAbsent(file: String) throws {
        let text = try #require(ShippedProfiles.files.first { $0.name == file }?.text)
        let profile = try DeviceProfile(yaml: text, file: file)
        let raw = RawProfile(text)
        for field in raw.fields {
            let decoded = try #require(profile.field(named: field.name))
            var patterns = raw.absent[field.type] ?? []
            if field.type == "f32" { patterns += [0x7FC0_0000, 0xFF80_0000] }
            if field.type == "f64" { patterns += [0x7FF8_0000_0000_0000] }
            for pattern in patterns {
                var image = RegisterImage(raw)
                image.mark(field, pattern)
                guard case .words(let words) = image.answer(RegisterQuestion(decoded)) else {
                    Issue.record("\(file) \(field.name) is refused")
                    continue
                }
                let isFloat = field.type.hasPrefix("f")
                #expect(decoded.decode(words) == .absent(isFloat ? .notFinite : .marker(pattern)), "\(field.name)")
                // A field whose scale is marked has no value either.
                for dependent in profile.fields where dependent.factors.contains(where: { $0.field == decoded }) {
                    guard case .words(let words) = image.answer(RegisterQuestion(dependent)) else { continue }
                    #expect(dependent.decode(words) == .absent(.noScale), "\(dependent.name)")
                }
            }
        }
    }

    @Test func aValueIsReadTogetherWithItsScale() throws {
        let profile = try #require(try ShippedProfiles.catalog()["accuenergy-acurev1300"])
        let energy = try #require(profile.field(obis: .activeEnergyImport))
        #expect(energy.valueAddress == 4211 && energy.address == 4211 && energy.endAddress == 4220)
        let current = try #require(profile.field(named: "current.l1"))
        #expect(current.address == 4168 && current.registerCount == 4)
        // 1234 × 10^-2 A, then the meter changes its scale.
        #expect(current.decode([1234, 0, 0, UInt16(bitPattern: -2)]) == .value(12_340))
        #expect(current.decode([1234, 0, 0, 0]) == .value(1_234_000))
        #expect(current.decode([1234, 0, 0, 11]) == .absent(.noScale))
        #expect(current.decode([0x8000, 0, 0, 0]) == .absent(.marker(0x8000)))
        #expect(current.decode([1234]) == .absent(.wrongLength(expected: 4, found: 1)))
    }

    @Test func partsOfATotalAreAdded() throws {
        let profile = try #require(try ShippedProfiles.catalog()["siemens-pac2200"])
        let energy = try #require(profile.field(obis: .activeEnergyImport))
        func words(_ value: Double) -> [UInt16] {
            (0..<4).reversed().map { UInt16(truncatingIfNeeded: value.bitPattern >> (16 * UInt64($0))) }
        }
        #expect(energy.decode(words(1_000_000) + words(234_567)) == .value(1_234_567))
        #expect(energy.decode(words(1_000_000) + words(.nan)) == .absent(.notFinite))
        #expect(energy.decode(words(9e18) + words(9e18)) == .absent(.outOfRange))
    }
}
