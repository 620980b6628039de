import DeviceProfiles
import FieldBus
import Foundation
import Testing

@testable import Appliance

@Suite("What reading devices taught, kept over a restart")
struct LearnedMapFileTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "read-maps-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static let model = DeviceModel(profile: "abb-b23", firmware: "B1.22.0")

    @Test("is there again, by model and firmware")
    func roundTrip() async throws {
        let folder = try self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = LearnedMapFile(folder: folder)
        #expect(file.notice == nil && file.learned(of: Self.model) == nil)
        var map = LearnedMap()
        map[.inputRegister].holes = [7..<9]
        map[.coil].barriers = [16]
        map.turnaroundNanoseconds = 12_000_000
        file.keep(map, of: Self.model)
        while LearnedMapFile(folder: folder).learned(of: Self.model) != map { await Task.yield() }
        #expect(LearnedMapFile(folder: folder).learned(of: DeviceModel(profile: "abb-b23", firmware: nil)) == nil)
    }

    @Test(
        "a damaged file is named and put aside, and a new one is begun",
        arguments: [
            "{", "[{}]", "not JSON", #"[{"profile":"x","map":{"tables":{"other":{}}}}]"#,
            #"[{"profile":"x","map":{"tables":{"input":{"holes":[[9,2]],"barriers":[],"answered_count":1}}}}]"#,
            #"[{"profile":"x","map":{"tables":{"input":{"holes":[[0,99999]],"barriers":[],"answered_count":1}}}}]"#,
            #"[{"profile":"x","map":{"tables":{},"turnaround_nanoseconds":-1}}]"#,
        ])
    func damaged(_ text: String) throws {
        let folder = try self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: LearnedMapFile.name)
        try Data(text.utf8).write(to: path)
        let file = LearnedMapFile(folder: folder)
        #expect(file.notice?.contains(path.path) == true && file.notice?.contains("anew") == true)
        #expect(try String(contentsOf: folder.appending(path: "read-maps.json.damaged"), encoding: .utf8) == text)
        #expect(file.learned(of: Self.model) == nil && LearnedMapFile(folder: folder).notice == nil)
    }
}
