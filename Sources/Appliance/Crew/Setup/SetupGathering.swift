import DeviceProfiles
import FieldBus
import Foundation
import Identity
import Ledger

/// Asks for everything that a configuration needs, and looks at the lines.
struct SetupGathering {
    let source: any SetupSource
    let file: URL
    let stop: SetupStop

    func draft() async throws -> (SetupDraft, Genesis) {
        let name = try self.source.name()
        let file = try self.source.genesis()
        let genesis = try GenesisDocument.readEncoded(file)
        try self.confirm(genesis, file)
        CrewNote.say("zone \(genesis.zone), genesis \(Self.grouped(genesis.hash.hex))")
        var draft = SetupDraft(file: self.file, name: name, genesis: file, key: try self.source.key(for: name))
        let places = try self.source.places()
        (draft.profiles, draft.data, draft.control) = (places.profiles, places.data, places.control)
        let profiles = try ProfileFolder.read(places.profiles ?? URL(fileURLWithPath: ProfileLibrary.folder))
        let ports = PortsListing.ports()
        while let answer = try self.source.line(number: draft.lines.count, ports: ports) {
            do {
                draft.lines.append(try await self.line(answer, draft, profiles))
            } catch let error as BusError where self.source is AskedSetup {
                // Another port may do.
                CrewNote.say("\(error)")
            }
        }
        while let peer = try self.source.peer(number: draft.peers.count) { draft.peers.append(peer) }
        return (draft, genesis)
    }

    // MARK: The zone

    /// Holds the file against what the registrar gave on paper.
    private func confirm(_ genesis: Genesis, _ file: URL) throws {
        var count = 0
        while let typed = try self.source.hash(try: count) {
            let digits = typed.lowercased().filter(\.isHexDigit)
            if digits.count >= 8, genesis.hash.hex.hasPrefix(digits) { return }
            count += 1
        }
        throw SetupProblem.wrongHash(genesis: file.path)
    }

    /// In groups of eight, as people compare it.
    static func grouped(_ hex: String) -> String {
        stride(from: 0, to: hex.count, by: 8).map { String(hex.dropFirst($0).prefix(8)) }.joined(separator: " ")
    }

    // MARK: Lines

    private func line(
        _ answer: SetupLineAnswer, _ draft: SetupDraft, _ profiles: ProfileCatalog
    ) async throws -> SetupDraft.Line {
        guard let transport = answer.wish.transport else { throw LineChoiceError.noBuses(answer.name) }
        let survey = try SetupSurvey(answer: answer, transport: transport, profiles: profiles.profiles)
        let found = try await self.stop.holding { try await survey.found { self.stop.isRequested } }
        var line = SetupDraft.Line(name: answer.name, transport: transport)
        if let parameters = found.first?.parameters { line.transport = transport.with(parameters) }
        for unit in found.sorted(by: { $0.unit < $1.unit }) {
            let proposal = self.proposal(unit, line, draft, profiles.profiles.map(\.name))
            if var device = try self.source.device(proposal) {
                if device.serial == nil, let profile = profiles[device.profile] {
                    device.serial = try await self.stop.holding { try await survey.serial(of: unit, by: profile) }
                }
                line.devices.append(device)
            } else {
                line.leftOut.append("unit \(unit.unit) answers; its model is not known: see `gridtally decode`")
            }
        }
        return line
    }

    private func proposal(
        _ unit: FoundUnit.Answer, _ line: SetupDraft.Line, _ draft: SetupDraft, _ known: [String]
    ) -> FoundUnit {
        let number = draft.lines.count
        let isMeter = unit.profile?.kind == .meter
        let kind = unit.profile == nil ? "unit" : isMeter ? "meter" : "relays"
        let label = "M\(number + 1)-\(unit.unit < 10 ? "0" : "")\(unit.unit)"
        return FoundUnit(
            line: line.name, lineNumber: number, unit: unit.unit, profile: unit.profile?.name,
            candidates: unit.candidates, known: known, isMeter: isMeter,
            serial: unit.serial, proposedName: "\(kind)-\(unit.unit)",
            proposedMeter: isMeter && draft.isFree(meter: label, beside: line) ? label : nil)
    }
}
