import DeviceProfiles
import Metering
import TestSupport
import Testing

@Suite struct SunSpecDiscoveryTests {
    /// Decodes a field of the profile that discovery made.
    private func number(_ profile: DeviceProfile, _ name: String, _ image: SunSpecImage) -> Int64? {
        guard let field = profile.field(named: name), case .words(let words) = image.answer(RegisterQuestion(field))
        else { return nil }
        return field.decode(words).number
    }

    @Test(arguments: [40000, 0, 50000, 4096], [201, 202, 203, 204] as [UInt16])
    func findsMetersAtEveryBase(base: Int, model: UInt16) throws {
        let image = SunSpecImage(
            base: base, model: model, commonLength: model == 201 ? 65 : 66, between: [(11, 13), (64_001, 3)])
        let device = try #require(image.discover().discovery.device)
        #expect(device.baseAddress == UInt16(base) && device.manufacturer == "Acme Power")
        #expect(device.model == "PowerBox 3" && device.options == nil && device.version == "1.07")
        #expect(device.serialNumber == "AB-0012345" && device.problems.isEmpty)
        #expect(device.models.map(\.id) == [1, 11, 64_001, model])
        let profile = try #require(device.profile)
        #expect(profile.name == "sunspec-\(model)-acme-power-powerbox-3" && profile.kind == .meter)
        #expect(profile.phases == [201: 1, 202: 2, 203: 3, 204: 3][model])
        #expect(self.number(profile, "current.l1", image) == 6120)
        #expect(self.number(profile, "voltage.l3", image) == 230_300)
        #expect(self.number(profile, "frequency", image) == 50_020)
        #expect(self.number(profile, "power.active.total", image) == -1_410_000)
        #expect(self.number(profile, "pf.total", image) == 9500)
        #expect(self.number(profile, "energy.active.export.total", image) == 12)
        #expect(self.number(profile, "energy.active.import.total", image) == 65_538)
        #expect(self.number(profile, "energy.active.import.l1", image) == 700)
        // Not implemented: the marker, a scale's marker, or nothing counted where counting is not required.
        for name in ["voltage.l1l2", "power.active.l1", "power.apparent.total", "energy.active.import.l2"] {
            #expect(profile.field(named: name) == nil, "\(name)")
        }
        #expect(profile.field(obis: .serialNumber)?.name == "id.serial")
        let names = profile.fields.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func aScaleThatChangesLaterIsFollowed() throws {
        var image = SunSpecImage(base: 40000)
        let profile = try #require(image.discover().discovery.device?.profile)
        image.set(54, [3])
        #expect(self.number(profile, "energy.active.import.total", image) == 65_538_000)
        image.set(54, [0x8000])
        #expect(self.number(profile, "energy.active.import.total", image) == nil)
    }

    @Test(arguments: [107, 106, 60, 54, 50, 27])
    func aDeviceWithSmallBlocksIsReadInParts(limit: Int) throws {
        // The common model fits no small block: what it says is then not known, the meter is.
        var image = SunSpecImage(base: 40000)
        image.maximumRegisters = limit
        let profile = try #require(image.discover().discovery.device?.profile)
        #expect(profile.maximumBlockRegisters <= max(limit, 125 * (limit / 107)))
        #expect(profile.fields.allSatisfy { $0.registerCount <= profile.maximumBlockRegisters })
        #expect(self.number(profile, "energy.active.import.total", image) == 65_538)
    }

    @Test func tooSmallBlocksEndTheSearch() throws {
        var image = SunSpecImage(base: 0)
        image.maximumRegisters = 8
        let device = try #require(image.discover().discovery.device)
        #expect(device.profile == nil && !device.problems.isEmpty)
    }

    @Test func whatIsNoSunSpecDeviceIsNone() {
        let silent = SunSpecImage().discover()
        #expect(silent.discovery.device == nil && silent.questions == 4)
        var other = SunSpecImage()
        for address in 0..<200 { other.words[address] = UInt16(address) }
        #expect(other.discover().discovery.device == nil)
    }

    @Test func hostileLengthsAreBounded() throws {
        // A common model that is none.
        var image = SunSpecImage(base: 40000)
        image.words[40003] = 0xFFFF
        var device = try #require(image.discover().discovery.device)
        #expect(device.profile == nil && device.problems.count == 1)
        // A model that reaches over the end of the address space.
        image = SunSpecImage(base: 50000)
        image.words[image.meter + 1] = 0xFFF0
        device = try #require(image.discover().discovery.device)
        #expect(device.profile == nil && device.problems[0].contains("announces 65520 registers"))
        // A meter that is too short to be one.
        image = SunSpecImage(base: 0)
        image.words[image.meter + 1] = 10
        device = try #require(image.discover().discovery.device)
        #expect(device.profile == nil && device.problems.contains { $0.contains("10 registers instead of 105") })
        // A chain without end.
        image = SunSpecImage(base: 0)
        for address in stride(from: image.meter, to: 60_000, by: 3) {
            (image.words[address], image.words[address + 1], image.words[address + 2]) = (700, 1, 0)
        }
        let endless = image.discover()
        #expect(endless.questions < 90 && endless.discovery.device?.models.count == 64)
        // Length 0 would go round in a circle.
        image = SunSpecImage(base: 0)
        image.words[image.meter + 1] = 0
        #expect(image.discover().questions < 10)
    }

    @Test func anEndWithoutLengthIsAnEnd() throws {
        var image = SunSpecImage(base: 4096)
        let end = image.meter + 107
        image.words[end + 1] = nil
        let device = try #require(image.discover().discovery.device)
        #expect(device.problems.isEmpty && device.profile != nil)
        image.words[end] = nil
        let torn = try #require(image.discover().discovery.device)
        #expect(torn.profile != nil && torn.problems == ["the chain of models ends at \(end) without the end model"])
    }

    @Test func floatMetersAreNamedAndNotGuessed() throws {
        let device = try #require(SunSpecImage(base: 40000, model: 213).discover().discovery.device)
        #expect(device.profile == nil && device.problems[0].contains("model 213"))
    }

    @Test func everyRandomDeviceComesToAnEnd() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            var discovery = SunSpecDiscovery(bases: [0, 65_535, UInt16.random(in: 0...UInt16.max, using: &random)])
            var questions = 0
            while let question = discovery.question, questions < 200 {
                questions += 1
                #expect(Int(question.address) + question.count <= 0x1_0000 && (1...125).contains(question.count))
                switch Int.random(in: 0..<12, using: &random) {
                case 0: discovery.take(.silent)
                case 1: discovery.take(.refused(exception: 2))
                case 2: discovery.take(.words([]))
                default:
                    var words = (0..<question.count).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
                    if question.count == 4 { words = [0x5375, 0x6E53, 1, [65, 66, 64, 123, 0].randomElement() ?? 65] }
                    if question.count == 2 {
                        words = [
                            [201, 203, 1, 0, 213, 0xFFFF].randomElement(using: &random) ?? 1,
                            [105, 1, 400, 124, 0xFFFF].randomElement(using: &random) ?? 1,
                        ]
                    }
                    discovery.take(.words(words))
                }
            }
            #expect(questions < 100)
            for field in discovery.device?.profile?.fields ?? [] {
                _ = field.decode(Array(repeating: 0xFFFF, count: field.registerCount))
            }
        }
    }
}
