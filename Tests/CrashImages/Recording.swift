import CFileRecorder

/// What was done to the files of a directory, in order.
struct Recording {
    enum Event {
        case create(String)
        case write(String, offset: Int, [UInt8])
        case truncate(String, length: Int)
        case sync(String)
        case rename(String, to: String)
        case unlink(String)
        case syncDirectory
        /// Something was promised to others.
        case mark(String, UInt64)
    }

    let events: [Event]

    /// Takes what the recorder holds.
    init() {
        self.events = (0..<recorder_event_count()).compactMap { index in
            let event = recorder_event_at(index)
            let name = String(cString: event.name)
            let bytes = event.bytes.map { Array(UnsafeBufferPointer(start: $0, count: event.count)) } ?? []
            return switch event.kind {
            case Int32(recorder_create): .create(name)
            case Int32(recorder_write): .write(name, offset: Int(event.offset), bytes)
            case Int32(recorder_truncate): .truncate(name, length: Int(event.offset))
            case Int32(recorder_sync): .sync(name)
            case Int32(recorder_rename): .rename(name, to: String(decoding: bytes, as: UTF8.self))
            case Int32(recorder_unlink): .unlink(name)
            case Int32(recorder_sync_directory): .syncDirectory
            case Int32(recorder_mark): .mark(name, event.offset)
            default: nil
            }
        }
    }
}
