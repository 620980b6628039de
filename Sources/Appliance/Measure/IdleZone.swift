import Foundation
import Metering

/// A zone of two boxes without lines, on the system's clock.
struct IdleZone {
    static let boxes = ["validator", "follower"]

    let folder: MeasureFolder

    func write() throws {
        for name in ["utility"] + Self.boxes { _ = try KeyFile.generate(at: self.folder.file("keys/\(name).key")) }
        let now = UTCTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try self.folder.put("zone.yaml", self.zone(time: now.adding(seconds: -60)))
        _ = try Setup.makeGenesis(zone: self.folder.file("zone.yaml"), out: self.folder.file("genesis.cbor"))
        let publish = "tcp://127.0.0.1:\(try DemonstrationFiles.freePort())"
        let catchUp = "tcp://127.0.0.1:\(try DemonstrationFiles.freePort())"
        try self.folder.put(
            "validator.yaml", self.box("validator") + "network: {publish: \"\(publish)\", catch_up: \"\(catchUp)\"}\n")
        try self.folder.put(
            "follower.yaml",
            self.box("follower")
                + "network: {peers: [{name: validator, key_file: keys/validator.key.pub, "
                + "publish: \"\(publish)\", catch_up: \"\(catchUp)\"}]}\n")
    }

    private func box(_ name: String) -> String {
        """
        name: \(name)
        genesis: genesis.cbor
        key: keys/\(name).key
        data: \(name)
        control: \(name).sock
        page: off

        """
    }

    private func zone(time: UTCTime) -> String {
        """
        zone: measurement
        time: \(time)
        principals:
          - {label: utility, key_file: keys/utility.key.pub, roles: [registrar]}
          - {label: validator, key_file: keys/validator.key.pub, roles: [validator]}
          - {label: follower, key_file: keys/follower.key.pub, roles: [box]}

        """
    }
}
