import DeviceProfiles
import ModbusProtocol

extension DeviceReader {
    /// A turnaround is noted for the next start this often at most.
    private static let noteNanoseconds: Int64 = 600_000_000_000

    /// The register that tells the firmware, where the profile has one.
    var firmwareField: RegisterField? {
        self.device.profile.field(named: "id.firmware") ?? self.device.profile.field(named: "id.version")
    }

    /// Nothing of the model is known yet, and there is somebody to remember it.
    var wantsModel: Bool { self.model == nil && self.configuration.learnedMaps != nil }

    /// Asks the device for its firmware, once, and takes over what such devices have taught before.
    ///
    /// A device that does not answer is asked again with its next sweep; one that refuses has no firmware to tell.
    func identify(on line: Line) throws(PortFailure) {
        guard let field = self.firmwareField, let read = self.map.cheapestRead([field]) else {
            return self.know(firmware: nil)
        }
        do throws(Line.Failure) {
            let words = try line.exchange(read.question, with: self.index).response.words ?? []
            self.know(firmware: field.decode(words).identifier)
        } catch {
            switch error {
            case .port(let failure): throw failure
            case .bus(.refused): self.know(firmware: nil)
            case .bus: break
            }
        }
    }

    func know(firmware: String?) {
        let model = DeviceModel(profile: self.device.profile.name, firmware: firmware)
        self.model = model
        guard let learned = self.configuration.learnedMaps?.learned(of: model), learned.isSound else { return }
        self.map.adopt(learned)
    }

    /// Keeps the turnaround, so that the first plans after a start are as good as the last before it.
    func note(latency: Int64?, at now: Int64) {
        guard self.model != nil, let latency, now >= self.nextNote else { return }
        self.nextNote = now + Self.noteNanoseconds
        self.map.learn { $0.turnaroundNanoseconds = latency }
        self.keepLearned()
    }

    func keepLearned() {
        guard let model else { return }
        self.configuration.learnedMaps?.keep(self.map.learned, of: model)
    }
}
