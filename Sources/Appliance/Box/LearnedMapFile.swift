import FieldBus
import Foundation
import Platform

/// `read-maps.json` in the box's data folder: what reading devices has taught, by model and firmware.
///
/// Answers come from memory; changes are written on a thread of their own, whole, and replace the file at once. Nothing
/// depends on it: without it, a device is read a little more slowly until it is known again.
final class LearnedMapFile: LearnedMapStore {
    struct Entry: Codable {
        var profile: String
        var firmware: String?
        var map: LearnedMap
    }

    /// More models and firmwares than a neighbourhood has; beyond, the file is not a box's.
    private static let limit = 1000

    private struct State {
        var maps: [DeviceModel: LearnedMap] = [:]
        var isWriting = false
        var isStale = false
    }

    static let name = "read-maps.json"

    private let file: URL
    private let state: Guarded<State>
    /// What was wrong with the file, and what was done about it; nil where all was well.
    let notice: String?

    /// Reads the file in `folder`; where it is damaged, it is put aside and a new one is begun.
    init(folder: URL) {
        self.file = folder.appendingPathComponent(Self.name)
        do {
            self.state = Guarded(State(maps: try Self.read(self.file)))
            self.notice = nil
        } catch {
            let aside = folder.appendingPathComponent(Self.name + ".damaged")
            try? FileManager.default.removeItem(at: aside)
            let isAside = (try? FileManager.default.moveItem(at: self.file, to: aside)) != nil
            self.state = Guarded(State())
            self.notice =
                "\(self.file.path): \(error). What was learned about reading devices is learned anew; "
                + (isAside ? "the damaged file is kept as \(aside.lastPathComponent)." : "the file is replaced.")
        }
    }

    private struct Damage: Error, CustomStringConvertible {
        let description: String
    }

    private static func read(_ file: URL) throws -> [DeviceModel: LearnedMap] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
        let entries: [Entry]
        do {
            entries = try ReportJSON.decoder.decode(
                [Entry].self, from: Data(FileError.bytes(of: file, atMost: 1 << 22)))
        } catch let error as FileError {
            throw error
        } catch {
            throw Damage(description: "is damaged")
        }
        guard entries.count <= Self.limit, entries.allSatisfy(\.map.isSound) else {
            throw Damage(description: "holds what no device can have taught")
        }
        let pairs = entries.map { (DeviceModel(profile: $0.profile, firmware: $0.firmware), $0.map) }
        return Dictionary(pairs) { _, last in last }
    }

    /// What the file in `folder` holds; nothing where it is not there or cannot be used.
    static func maps(in folder: URL) -> [DeviceModel: LearnedMap] {
        (try? self.read(folder.appendingPathComponent(self.name))) ?? [:]
    }

    func learned(of model: DeviceModel) -> LearnedMap? { self.state.withLock { $0.maps[model] } }

    func keep(_ map: LearnedMap, of model: DeviceModel) {
        let begins = self.state.withLock { state in
            guard state.maps[model] != map else { return false }
            state.maps[model] = map
            state.isStale = true
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { startThread(name: "read-maps") { self.write() } }
    }

    private func write() {
        while true {
            let maps = self.state.withLock { state -> [DeviceModel: LearnedMap]? in
                guard state.isStale else {
                    state.isWriting = false
                    return nil
                }
                state.isStale = false
                return state.maps
            }
            guard let maps else { return }
            let entries = maps.map { Entry(profile: $0.key.profile, firmware: $0.key.firmware, map: $0.value) }
                .sorted { ($0.profile, $0.firmware ?? "") < ($1.profile, $1.firmware ?? "") }
            // Where it cannot be written, it is learned again after a restart: no reason to stop anything.
            try? ReportJSON.encoder.encode(entries).write(to: self.file, options: .atomic)
        }
    }
}
