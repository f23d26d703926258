//! Makes a tree of directories and files, and walks it, by Zig's own binding to WASI.
const std = @import("std");
const wasi = std.os.wasi;

const root: wasi.fd_t = 3;

fn print(comptime format: []const u8, args: anytype) void {
    var text: [256]u8 = undefined;
    const line = std.fmt.bufPrint(&text, format, args) catch return;
    var written: usize = 0;
    const out = [_]wasi.ciovec_t{.{ .base = line.ptr, .len = line.len }};
    _ = wasi.fd_write(1, &out, out.len, &written);
}

fn makeDirectory(path: []const u8) void {
    print("mkdir {s}: {s}\n", .{ path, @tagName(wasi.path_create_directory(root, path.ptr, path.len)) });
}

fn open(dir: wasi.fd_t, path: []const u8, create: bool) ?wasi.fd_t {
    var rights: wasi.rights_t = .{};
    rights.FD_READ = true;
    rights.FD_WRITE = create;
    rights.FD_SEEK = true;
    rights.FD_READDIR = true;
    rights.PATH_OPEN = true;
    rights.FD_FILESTAT_GET = true;
    var fd: wasi.fd_t = undefined;
    const result = wasi.path_open(dir, .{ .SYMLINK_FOLLOW = true }, path.ptr, path.len, .{ .CREAT = create }, rights, rights, .{}, &fd);
    if (result == .SUCCESS) return fd;
    print("open {s}: {s}\n", .{ path, @tagName(result) });
    return null;
}

fn escape(dir: wasi.fd_t) bool {
    var fd: wasi.fd_t = undefined;
    const path = "../../a/1";
    return wasi.path_open(dir, .{}, path, path.len, .{}, .{}, .{}, .{}, &fd) == .SUCCESS;
}

pub fn main() u8 {
    makeDirectory("a");
    makeDirectory("a/b");
    makeDirectory("a/b");
    makeDirectory("c/d");
    for ([_][]const u8{ "a/1", "a/b/2", "a/b/3" }, 1..) |path, i| {
        const fd = open(root, path, true) orelse return 1;
        defer _ = wasi.fd_close(fd);
        var written: usize = 0;
        const text = [_]wasi.ciovec_t{.{ .base = path.ptr, .len = i }};
        _ = wasi.fd_write(fd, &text, text.len, &written);
    }
    const dir = open(root, "a/b", false) orelse return 2;
    // Every host has its own word for this.
    print("out of the directory: {s}\n", .{if (escape(dir)) "yes!" else "refused"});
    var sum: u64 = 0;
    for ([_][]const u8{ "2", "3", "4" }) |path| {
        const fd = open(dir, path, false) orelse continue;
        defer _ = wasi.fd_close(fd);
        var stat: wasi.filestat_t = undefined;
        _ = wasi.fd_filestat_get(fd, &stat);
        sum += stat.size;
    }
    print("{d} bytes\n", .{sum});
    return @intCast(sum);
}
