import Foundation
import Glibc
import Identity
import StrictYAML

/// Answers from a person at the terminal.
struct AskedSetup: SetupSource {
    /// - Throws: ``SetupProblem/notATerminal`` where nobody can be asked.
    init() throws(SetupProblem) {
        guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal }
    }

    func name() throws -> String { try self.ask("The box's name, as the registrar has it", default: self.host) }

    func genesis() throws -> URL {
        try self.until {
            self.path(try self.ask("The zone's genesis file", default: "genesis.cbor"))
        } is: {
            FileManager.default.fileExists(atPath: $0.path) ? nil : "there is no \($0.path)"
        }
    }

    func hash(try number: Int) throws -> String? {
        guard number < 3 else { return nil }
        if number > 0 { print("That is not the hash of this file.") }
        return try self.ask(
            "The genesis's hash, off the registrar's paper (the first 8 characters at least)", default: nil)
    }

    func key(for name: String) throws -> URL {
        self.path(try self.ask("The box's key; it is made where it is not there", default: "keys/\(name).key"))
    }

    func places() throws -> SetupPlaces {
        let standard = ProfileLibrary.folder
        guard !FileManager.default.fileExists(atPath: standard) else { return SetupPlaces() }
        return SetupPlaces(profiles: self.path(try self.ask("The folder of device profiles", default: standard)))
    }

    func line(number: Int, ports: PortsReport) throws -> SetupLineAnswer? {
        let present = ports.ports.filter(\.present)
        if number == 0 {
            for (index, port) in present.enumerated() {
                print("  \(index + 1)  \(port.stableName)\(port.isFree ? "" : "  (in use)")")
            }
            if present.isEmpty { print("No serial port is there.") }
        }
        let answer = try self.ask(
            "Line \(number + 1): number or path of its port, or HOST:PORT; none: no more lines", default: "none")
        guard answer != "none" else { return nil }
        let wish = self.wish(answer, present)
        let name = try self.ask("Its name", default: "line-\(number + 1)")
        let units = try self.until {
            try self.ask("Addresses to look at", default: "1-32")
        } is: {
            CrewArguments.units($0) == nil ? "addresses are written as 1-32,100" : nil
        }
        return SetupLineAnswer(name: name, wish: wish, units: CrewArguments.units(units) ?? [])
    }

    func device(_ found: FoundUnit) throws -> SetupDraft.Device? {
        let serial = found.serial.map { ", serial number \($0)" } ?? ""
        let candidates = found.candidates.isEmpty ? "" : ", perhaps \(found.candidates.joined(separator: " or "))"
        print("Unit \(found.unit)\(serial)\(found.profile == nil ? candidates : "")")
        let profile = try self.until {
            try self.ask("  Its profile; none: leave it out", default: found.profile ?? "none")
        } is: {
            self.problem(profile: $0, found.known)
        }
        guard profile != "none" else { return nil }
        let name = try self.ask("  Its name", default: found.proposedName)
        let meter = try self.ask(
            "  Label of the meter on the chain; none: it is no meter", default: found.proposedMeter ?? "none")
        return SetupDraft.Device(
            name: name, unit: found.unit, profile: profile, meter: meter == "none" ? nil : meter, serial: found.serial)
    }

    func peer(number: Int) throws -> SetupDraft.Peer? {
        let name = try self.ask(
            "Peer \(number + 1) to fetch the chain from: its name; none: no more peers", default: "none")
        guard name != "none" else { return nil }
        let key = try self.until {
            try self.ask("  Its public key, or the file that has it", default: "keys/\(name).key.pub")
        } is: {
            self.key($0) == nil ? "that is neither a public key nor a file with one" : nil
        }
        return SetupDraft.Peer(
            name: name, key: self.key(key) ?? .digits(key),
            publish: try self.ask("  Where it publishes, as tcp://10.0.0.1:5750", default: nil),
            catchUp: try self.ask("  Where it is caught up with, as tcp://10.0.0.1:5751", default: nil))
    }

    // MARK: Asking

    /// Asks until there is an answer; an empty line is the default.
    private func ask(_ question: String, default standard: String?) throws -> String {
        while true {
            let choice = standard.map { " [\($0)]" } ?? ""
            FileHandle.standardError.write(Data("\(question)\(choice): ".utf8))
            guard let line = readLine() else { throw SetupProblem.stopped }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if !answer.isEmpty { return answer }
            if let standard { return standard }
        }
    }

    private func until<Answer>(_ ask: () throws -> Answer, is problem: (Answer) -> String?) throws -> Answer {
        while true {
            let answer = try ask()
            guard let text = problem(answer) else { return answer }
            print(text)
        }
    }

    private func problem(profile: String, _ known: [String]) -> String? {
        guard profile != "none", !known.contains(profile) else { return nil }
        let nearest = NearestName.all(profile, among: known).prefix(3).joined(separator: ", ")
        return "there is no profile \(profile)\(nearest.isEmpty ? "" : "; near to it are \(nearest)")"
    }

    private func wish(_ answer: String, _ ports: [PortsReport.Port]) -> LineWish {
        var wish = LineWish()
        if let number = Int(answer), ports.indices.contains(number - 1) {
            wish.port = ports[number - 1].stableName
        } else if !answer.contains("/"), let colon = answer.lastIndex(of: ":"),
            let port = Int(answer[answer.index(after: colon)...])
        {
            (wish.host, wish.tcpPort) = (String(answer[..<colon]), port)
        } else {
            wish.port = self.path(answer).path
        }
        return wish
    }

    private func key(_ text: String) -> SetupDraft.Peer.Key? {
        if let digest = Digest(hex: text), PublicKey(bytes: digest.bytes) != nil { return .digits(text) }
        let file = self.path(text)
        return (try? KeyFile.publicKey(at: file)).map { _ in .file(file) }
    }

    private func path(_ text: String) -> URL { URL(fileURLWithPath: text).standardizedFileURL }

    private var host: String {
        let name = ProcessInfo.processInfo.hostName
        return String(name.prefix { $0 != "." })
    }
}

extension PortsReport.Port {
    /// A name that stays when adapters are plugged in another order, where there is one.
    fileprivate var stableName: String { self.links.first { $0.contains("/by-id/") } ?? self.links.first ?? self.path }
    fileprivate var isFree: Bool { self.holders.isEmpty }
}
