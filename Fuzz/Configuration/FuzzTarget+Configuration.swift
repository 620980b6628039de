import Appliance
import Foundation
public import FuzzTargets
import StrictYAML

extension FuzzTarget {
    /// A box's configuration file from anywhere: either a configuration, or an error that says where and what to do.
    public static let configuration = FuzzTarget("configuration") { bytes throws(BrokenProperty) in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridtally-fuzz-\(getpid())")
        let file = folder.appendingPathComponent("box.yaml")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        } catch {
            throw BrokenProperty("cannot write the input to \(file.path): \(error)")
        }
        do {
            let box = try BoxConfiguration(contentsOf: file)
            try FuzzTarget.judge(box)
        } catch let error as YAMLError {
            try FuzzTargets.judge(error, file: file.path)
        } catch let error as FileError {
            try require(!error.path.isEmpty && !error.problem.isEmpty, "says nothing: \(error)")
        } catch let error as BrokenProperty {
            throw error
        } catch {
            throw BrokenProperty("an error without a place: \(error)")
        }
    }

    private static func judge(_ box: BoxConfiguration) throws(BrokenProperty) {
        let names = Set(box.buses.map(\.name))
        try require(names.count == box.buses.count, "two buses of one name")
        for bus in box.buses {
            try require((0.05...3600).contains(bus.pollSeconds), "polls every \(bus.pollSeconds) s")
            let units = Set(bus.devices.map(\.unit))
            try require(units.count == bus.devices.count, "two devices of one unit")
            try require(!units.contains(0), "a device with the broadcast's unit")
        }
    }
}
