import CPlatform
import Glibc

/// The lock on a serial port's file, taken before the line is touched.
struct PortLock: ~Copyable {
    private let descriptor: Int32

    init(path: String, place: BusPlace) throws(BusError) {
        let descriptor = gt_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { throw BusError(opening: place, code: -descriptor) }
        guard isatty(descriptor) == 1 else {
            close(descriptor)
            throw .notASerialPort(place)
        }
        let result = gt_lock_exclusive(descriptor)
        guard result >= 0 else {
            close(descriptor)
            throw BusError(opening: place, code: -result)
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }
}
