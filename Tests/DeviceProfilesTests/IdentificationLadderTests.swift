import DeviceProfiles
import Metering
import TestSupport
import Testing

@Suite struct IdentificationLadderTests {
    /// Runs a ladder against a device to its end.
    private static func climb(
        _ profiles: [DeviceProfile], objects: [LadderAnswer.Object] = [], serverID: [UInt8] = [],
        registers: (RegisterQuestion) -> RegisterAnswer
    ) -> IdentificationLadder {
        var ladder = IdentificationLadder(profiles: profiles)
        while let question = ladder.question, ladder.asked < 2000 {
            switch question {
            case .read(let read):
                switch registers(read) {
                case .words(let words): ladder.take(.words(words))
                case .refused(let exception): ladder.take(.refused(exception: exception))
                case .silent: ladder.take(.silent)
                }
            case .deviceIdentification:
                ladder.take(objects.isEmpty ? .refused(exception: 1) : .objects(objects, next: nil))
            case .serverID: ladder.take(serverID.isEmpty ? .refused(exception: 1) : .serverID(serverID))
            }
        }
        return ladder
    }

    /// Models that share their registers and that nothing on the line tells apart.
    private static let twins: [String: [String]] = [
        "wago-879": ["inepro-pro380"], "eastron-sdm120": ["eastron-sdm230"], "eastron-sdm230": ["eastron-sdm120"],
    ]

    @Test(arguments: ShippedProfiles.files.map(\.name))
    func everyShippedModelIsFoundAmongAll(file: String) throws {
        let text = try #require(ShippedProfiles.files.first { $0.name == file }?.text)
        let profile = try DeviceProfile(yaml: text, file: file)
        let image = profile.kind != .relayModule ? RegisterImage(RawProfile(text)) : nil
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles) { question in
            if let image, profile.relay == nil || question.address != 26 { return image.answer(question) }
            let places = profile.relay?.channels.map(\.readBack) ?? []
            let range = Int(question.address)..<Int(question.address) + question.count
            guard places.allSatisfy({ $0.table == question.table }), !places.isEmpty,
                range.allSatisfy({ address in places.contains { Int($0.address) == address } })
            else { return .refused(exception: 2) }
            return .words(Array(repeating: 1, count: question.count))
        }
        if let made = ladder.sunSpecDevice?.profile {
            #expect(profile.name == "accuenergy-acurev1300" && ladder.proposal?.profile == made)
            #expect(made.field(obis: .activeEnergyImport)?.address == profile.field(obis: .activeEnergyImport)?.address)
            return
        }
        let candidates = ladder.candidates
        let best = try #require(candidates.first)
        let near = candidates.filter { $0.score >= best.score - 4 && $0.verdict == best.verdict }.map(\.profile.name)
        let found = candidates.prefix(3).map { "\($0.profile.name) \($0.score)" }
        #expect(near.contains(profile.name), "\(profile.name): \(found)")
        for other in near where other != profile.name {
            #expect(Self.twins[profile.name]?.contains(other) == true, "\(profile.name) looks like \(other)")
        }
        // Without a frequency there is little to hold on to.
        #expect(best.verdict != .weak || profile.field(named: "frequency") == nil, "\(profile.name)")
        #expect(ladder.asked < 150 && !best.evidence.isEmpty)
        #expect(ladder.candidates == ladder.candidates && (0...100).contains(best.score))
    }

    @Test func sunSpecNeedsNoProfileFile() throws {
        let image = SunSpecImage(base: 40000)
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles) { image.answer($0) }
        let proposal = try #require(ladder.proposal)
        #expect(proposal.profile.name == "sunspec-203-acme-power-powerbox-3" && proposal.verdict == .proven)
        #expect(ladder.sunSpecDevice?.serialNumber == "AB-0012345" && ladder.asked < 10)
    }

    @Test func theDevicesOwnNameProvesAModel() throws {
        let profiles = try ShippedProfiles.catalog().profiles
        let objects = [
            LadderAnswer.Object(id: 0, text: "Schneider Electric"), .init(id: 1, text: "METSEPM5110"),
            .init(id: 2, text: "001.003"),
        ]
        let named = Self.climb(profiles, objects: objects) { _ in .refused(exception: 2) }
        #expect(named.proposal?.profile.name == "schneider-pm5110" && named.proposal?.verdict == .proven)
        #expect(named.texts.contains("METSEPM5110"))
        let family = Self.climb(profiles, objects: [objects[0], .init(id: 1, text: "PM5340")]) { _ in
            .refused(exception: 2)
        }
        #expect(family.proposal?.profile.name == "schneider-pm5110")
        let server = Self.climb(profiles, serverID: [0x01, 0xFF] + Array("ABB B23 112-100".utf8)) { _ in .silent }
        #expect(server.candidates.first?.profile.name == "abb-b23")
        let stranger = Self.climb(profiles, objects: [.init(id: 0, text: "Nobody Inc"), .init(id: 1, text: "X1")]) {
            _ in
            .refused(exception: 2)
        }
        #expect(stranger.proposal == nil)
    }

    @Test func aVendorsRegisterProvesAndExcludes() throws {
        let profiles = try ShippedProfiles.catalog().profiles
        let ladder = Self.climb(profiles) { question in
            question.address == 50000 && question.count == 4
                ? .words([0x53, 0x4F, 0x43, 0x4F]) : .words(Array(repeating: 0, count: question.count))
        }
        #expect(ladder.candidates.filter { $0.verdict == .proven }.map(\.profile.vendor) == ["Socomec", "Socomec"])
        #expect(ladder.excluded.map(\.profile.name).contains("abb-b23"))
    }

    @Test func oneOfSeveralRegistersIsNoProof() throws {
        // Only the register that is 1 for the AcuRev answers; the others stay silent.
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles, serverID: [1, 2, 3]) { question in
            question.address == 4098 && question.count == 1 ? .words([1]) : .silent
        }
        let acurev = ladder.candidates.first { $0.profile.name == "accuenergy-acurev1300" }
        #expect(acurev?.verdict != .proven && (acurev?.score ?? 0) < 20)
    }

    @Test func voltageAloneDecidesNothing() throws {
        // 230.0 wherever it is asked for, as every type would have it, is no meter.
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles) { question in
            .words((0..<question.count).map { $0 % 2 == 0 ? 0x4366 : 0 })
        }
        #expect(ladder.proposal == nil || ladder.proposal?.verdict != .proven)
    }

    @Test func mediumVoltageBehindTransformersIsAMeterToo() throws {
        let text = try #require(ShippedProfiles.files.first { $0.name == "schneider-pm5110.yaml" }?.text)
        let image = RegisterImage(RawProfile(text))
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles) { question in
            guard case .words(var words) = image.answer(question) else { return image.answer(question) }
            // 6350 V between phase and neutral.
            if [3027, 3029].contains(question.address) { words = [0x45C6, 0x7000] }
            return .words(words)
        }
        #expect(ladder.proposal?.profile.name == "schneider-pm5110")
    }

    @Test func nobodyThereEndsSoon() throws {
        let ladder = Self.climb(try ShippedProfiles.catalog().profiles) { _ in .silent }
        #expect(ladder.asked > 4 && !ladder.candidates.isEmpty)
        var silent = IdentificationLadder(profiles: try ShippedProfiles.catalog().profiles)
        while silent.question != nil { silent.take(.silent) }
        #expect(silent.asked == 6 && !silent.isHeard && silent.proposal == nil)
    }

    @Test func rubbishNeverTrapsAndAlwaysEnds() throws {
        let profiles = try ShippedProfiles.catalog().profiles
        var random = SeededGenerator(seed: 11)
        for _ in 0..<60 {
            var ladder = IdentificationLadder(profiles: profiles)
            while let question = ladder.question, ladder.asked < 1000 {
                switch Int.random(in: 0..<7, using: &random) {
                case 0: ladder.take(.silent)
                case 1: ladder.take(.refused(exception: UInt8.random(in: 0...11, using: &random)))
                case 2: ladder.take(.words([]))
                case 3: ladder.take(.objects([.init(id: 0, text: "Ea\u{7}stron é")], next: 0))
                case 4: ladder.take(.serverID([0, 255, 7]))
                default:
                    guard case .read(let read) = question else {
                        let next = UInt8.random(in: 0...255, using: &random)
                        ladder.take(.objects([.init(id: 9, text: "x")], next: next))
                        continue
                    }
                    ladder.take(
                        .words((0..<read.count).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }))
                }
            }
            #expect(ladder.question == nil)
            #expect(ladder.candidates.allSatisfy { (0...100).contains($0.score) })
        }
    }
}
