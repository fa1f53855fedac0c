;; The static tier's inner loop: out = the sum over tokens of scales[token] * rows[token], rows of int8, in SIMD128.
(module
  (import "env" "memory" (memory 1))
  ;; tokens: count x i32; rows: row-major int8; scales: f32 a row; dims: a multiple of 16; out: dims x f32, overwritten
  (func (export "sum") (param $tokens i32) (param $count i32) (param $rows i32) (param $scales i32) (param $dims i32) (param $out i32)
    (local $end i32) (local $token i32) (local $row i32) (local $last i32) (local $at i32) (local $scale v128) (local $bytes v128) (local $half v128)
    (memory.fill (local.get $out) (i32.const 0) (i32.shl (local.get $dims) (i32.const 2)))
    (local.set $end (i32.add (local.get $tokens) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $tokens) (local.get $end)))
        (local.set $token (i32.load (local.get $tokens)))
        (local.set $scale (f32x4.splat (f32.load (i32.add (local.get $scales) (i32.shl (local.get $token) (i32.const 2))))))
        (local.set $row (i32.add (local.get $rows) (i32.mul (local.get $token) (local.get $dims))))
        (local.set $last (i32.add (local.get $row) (local.get $dims)))
        (local.set $at (local.get $out))
        (loop $sixteen
          (local.set $bytes (v128.load (local.get $row)))
          (local.set $half (i16x8.extend_low_i8x16_s (local.get $bytes)))
          (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at))
            (f32x4.mul (local.get $scale) (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $half))))))
          (v128.store offset=16 (local.get $at) (f32x4.add (v128.load offset=16 (local.get $at))
            (f32x4.mul (local.get $scale) (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $half))))))
          (local.set $half (i16x8.extend_high_i8x16_s (local.get $bytes)))
          (v128.store offset=32 (local.get $at) (f32x4.add (v128.load offset=32 (local.get $at))
            (f32x4.mul (local.get $scale) (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $half))))))
          (v128.store offset=48 (local.get $at) (f32x4.add (v128.load offset=48 (local.get $at))
            (f32x4.mul (local.get $scale) (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $half))))))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (br_if $sixteen (i32.lt_u (local.get $row) (local.get $last))))
        (local.set $tokens (i32.add (local.get $tokens) (i32.const 4)))
        (br $each)))))
